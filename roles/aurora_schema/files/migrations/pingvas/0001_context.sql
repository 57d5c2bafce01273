-- Who a transaction acts for: set_config('app.user_id', ..., true), and for services without a user, 'app.task'.
-- Anything that is not a UUID is nobody: a forged value is neither an error, which would tell, nor a row.
CREATE FUNCTION app_user() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE
    WHEN nullif(current_setting('app.user_id', true), '') ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    THEN current_setting('app.user_id', true)::uuid
  END
$$;

CREATE FUNCTION app_task() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT nullif(current_setting('app.task', true), '')
$$;

CREATE FUNCTION touch_updated_at() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$;
