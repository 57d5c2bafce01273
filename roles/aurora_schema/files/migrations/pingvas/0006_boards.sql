CREATE TABLE boards (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  name varchar(100) NOT NULL CHECK (name <> ''),
  description text,
  cover_image_url varchar(500),
  is_private boolean NOT NULL DEFAULT true,
  image_count integer NOT NULL DEFAULT 0 CHECK (image_count >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE INDEX boards_user ON boards (user_id, created_at DESC);
CREATE INDEX boards_newest ON boards (created_at DESC) WHERE NOT is_private AND deleted_at IS NULL;
CREATE TRIGGER boards_touch BEFORE UPDATE ON boards FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TABLE board_images (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  board_id uuid NOT NULL REFERENCES boards ON DELETE CASCADE,
  image_id uuid NOT NULL REFERENCES images ON DELETE CASCADE,
  display_order integer NOT NULL DEFAULT 0 CHECK (display_order >= 0),
  added_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (board_id, image_id)
);
CREATE INDEX board_images_order ON board_images (board_id, display_order);
CREATE INDEX board_images_image ON board_images (image_id);
