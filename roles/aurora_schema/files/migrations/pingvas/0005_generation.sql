CREATE TABLE generation_jobs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  model_id uuid NOT NULL REFERENCES models ON DELETE RESTRICT,
  status varchar(20) NOT NULL DEFAULT 'pending'
  CHECK (status IN ('pending', 'queued', 'processing', 'completed', 'failed', 'cancelled')),
  prompt text NOT NULL,
  negative_prompt text,
  parameters jsonb NOT NULL DEFAULT '{}',
  priority integer NOT NULL DEFAULT 50 CHECK (priority BETWEEN 0 AND 100),
  estimated_credits integer NOT NULL CHECK (estimated_credits >= 0),
  actual_credits integer CHECK (actual_credits >= 0),
  worker_id uuid,
  started_at timestamptz,
  completed_at timestamptz,
  error_message text,
  result_metadata jsonb DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (completed_at >= started_at)
);
CREATE INDEX generation_jobs_history ON generation_jobs (user_id, created_at DESC);
CREATE INDEX generation_jobs_model ON generation_jobs (model_id);
CREATE INDEX generation_jobs_waiting ON generation_jobs (priority DESC, created_at)
WHERE status IN ('pending', 'queued');
CREATE INDEX generation_jobs_running ON generation_jobs (worker_id, started_at) WHERE status = 'processing';
CREATE TRIGGER generation_jobs_touch BEFORE UPDATE ON generation_jobs
FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TABLE images (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  generation_job_id uuid UNIQUE REFERENCES generation_jobs ON DELETE SET NULL,
  s3_key varchar(500) NOT NULL UNIQUE,
  s3_bucket varchar(100) NOT NULL,
  cloudfront_url varchar(500) NOT NULL,
  width integer NOT NULL CHECK (width > 0),
  height integer NOT NULL CHECK (height > 0),
  file_size_bytes integer NOT NULL CHECK (file_size_bytes >= 0),
  mime_type varchar(50) NOT NULL CHECK (mime_type IN ('image/png', 'image/jpeg', 'image/webp')),
  prompt text,
  metadata jsonb DEFAULT '{}',
  is_public boolean NOT NULL DEFAULT false,
  view_count integer NOT NULL DEFAULT 0 CHECK (view_count >= 0),
  like_count integer NOT NULL DEFAULT 0 CHECK (like_count >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE INDEX images_own ON images (user_id, created_at DESC) WHERE deleted_at IS NULL;
CREATE INDEX images_user ON images (user_id);
CREATE INDEX images_newest ON images (created_at DESC) WHERE is_public AND deleted_at IS NULL;
CREATE INDEX images_liked ON images (like_count DESC, created_at DESC) WHERE is_public AND deleted_at IS NULL;
CREATE TRIGGER images_touch BEFORE UPDATE ON images FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
