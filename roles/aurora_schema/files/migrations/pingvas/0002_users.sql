-- A user without a password signs in by an oauth_connection; no CHECK can look there, so the user service sees to it.
CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email varchar(255) NOT NULL UNIQUE CHECK (email LIKE '_%@_%'),
  username varchar(50) NOT NULL UNIQUE CHECK (username <> ''),
  hashed_password varchar(255),
  full_name varchar(100),
  profile_image_url varchar(500),
  role varchar(20) NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'admin', 'moderator')),
  is_active boolean NOT NULL DEFAULT true,
  email_verified boolean NOT NULL DEFAULT false,
  email_verified_at timestamptz,
  last_login_at timestamptz,
  preferences jsonb DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE UNIQUE INDEX users_email_lower ON users (lower(email));
CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TABLE oauth_connections (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  provider varchar(20) NOT NULL CHECK (provider IN ('google', 'github', 'discord')),
  provider_user_id varchar(255) NOT NULL,
  access_token text,
  refresh_token text,
  token_expires_at timestamptz,
  provider_data jsonb DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (provider, provider_user_id)
);
CREATE INDEX oauth_connections_user ON oauth_connections (user_id);
CREATE TRIGGER oauth_connections_touch BEFORE UPDATE ON oauth_connections
FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
