-- Whoever is not named by a policy sees nothing, the owner of the tables included (FORCE). Sub-selects such as
-- (SELECT app_user()) are evaluated once per statement, so the indexes on user_id are used.
ALTER TABLE users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE oauth_connections ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credits ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credit_transactions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE subscriptions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE generation_jobs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE images ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE boards ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE board_images ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- What a user owns.
CREATE POLICY users_own ON users
USING (id = (SELECT app_user())) WITH CHECK (id = (SELECT app_user()));
CREATE POLICY oauth_connections_own ON oauth_connections
USING (user_id = (SELECT app_user())) WITH CHECK (user_id = (SELECT app_user()));
CREATE POLICY credits_own ON credits
USING (user_id = (SELECT app_user())) WITH CHECK (user_id = (SELECT app_user()));
CREATE POLICY credit_transactions_own ON credit_transactions
USING (user_id = (SELECT app_user())) WITH CHECK (user_id = (SELECT app_user()));
CREATE POLICY subscriptions_own ON subscriptions
USING (user_id = (SELECT app_user())) WITH CHECK (user_id = (SELECT app_user()));
CREATE POLICY generation_jobs_own ON generation_jobs
USING (user_id = (SELECT app_user())) WITH CHECK (user_id = (SELECT app_user()));
CREATE POLICY images_own ON images
USING (user_id = (SELECT app_user())) WITH CHECK (user_id = (SELECT app_user()));
CREATE POLICY boards_own ON boards
USING (user_id = (SELECT app_user())) WITH CHECK (user_id = (SELECT app_user()));
-- The image beside it must be one that its user can see: images has policies of its own.
CREATE POLICY board_images_own ON board_images
USING (EXISTS (SELECT FROM boards b WHERE b.id = board_id AND b.user_id = (SELECT app_user())))
WITH CHECK (
  EXISTS (SELECT FROM boards b WHERE b.id = board_id AND b.user_id = (SELECT app_user()))
  AND EXISTS (SELECT FROM images i WHERE i.id = image_id)
);

-- What everybody may read, signed in or not.
CREATE POLICY images_public ON images FOR SELECT USING (is_public AND deleted_at IS NULL);
CREATE POLICY boards_public ON boards FOR SELECT USING (NOT is_private AND deleted_at IS NULL);
CREATE POLICY board_images_public ON board_images FOR SELECT
USING (EXISTS (SELECT FROM boards b WHERE b.id = board_id AND NOT b.is_private AND b.deleted_at IS NULL));

-- What a service does before it knows for whom. It must say so (app.task), and then sets the user like anybody else.
CREATE POLICY users_sign_in ON users FOR SELECT TO :"user" USING ((SELECT app_task()) = 'sign-in');
CREATE POLICY oauth_connections_sign_in ON oauth_connections FOR SELECT TO :"user"
USING ((SELECT app_task()) = 'sign-in');
CREATE POLICY subscriptions_webhook ON subscriptions FOR SELECT TO :"payment"
USING ((SELECT app_task()) = 'webhook');

-- A GPU worker takes any job that is queued, reports how it ended, and adds the image to the job's own user.
CREATE POLICY generation_jobs_worker_read ON generation_jobs FOR SELECT TO :"gpu_worker"
USING ((SELECT app_task()) = 'generation' AND status IN ('queued', 'processing', 'completed', 'failed'));
CREATE POLICY generation_jobs_worker_write ON generation_jobs FOR UPDATE TO :"gpu_worker"
USING ((SELECT app_task()) = 'generation' AND status IN ('queued', 'processing'))
WITH CHECK ((SELECT app_task()) = 'generation' AND status IN ('processing', 'completed', 'failed'));
CREATE POLICY images_worker ON images FOR INSERT TO :"gpu_worker"
WITH CHECK ((SELECT app_task()) = 'generation' AND generation_job_id IS NOT NULL);
-- Whoever adds an image: the job beside it is one that the writer can see, and of the image's own user.
CREATE POLICY images_job ON images AS RESTRICTIVE FOR INSERT WITH CHECK (
  generation_job_id IS NULL
  OR EXISTS (SELECT FROM generation_jobs j WHERE j.id = generation_job_id AND j.user_id = images.user_id)
);
