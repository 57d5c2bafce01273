CREATE TABLE models (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name varchar(100) NOT NULL UNIQUE,
  display_name varchar(150) NOT NULL,
  description text,
  model_type varchar(50) NOT NULL CHECK (model_type IN ('sd15', 'sdxl', 'sd3', 'flux', 'controlnet', 'lora')),
  version varchar(50) NOT NULL,
  s3_path varchar(500),
  efs_path varchar(500) NOT NULL,
  file_size_gb numeric(6, 2) NOT NULL CHECK (file_size_gb >= 0),
  default_parameters jsonb DEFAULT '{}',
  is_active boolean NOT NULL DEFAULT true,
  is_nsfw boolean NOT NULL DEFAULT false,
  popularity_score integer NOT NULL DEFAULT 0 CHECK (popularity_score >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX models_popular ON models (model_type, popularity_score DESC) WHERE is_active;
CREATE TRIGGER models_touch BEFORE UPDATE ON models FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
