-- A view reads as its caller, or the policies would be those of the view's owner.
CREATE VIEW public_images WITH (security_invoker = true) AS
SELECT id, user_id, cloudfront_url, width, height, prompt, view_count, like_count, created_at
FROM images
WHERE is_public AND deleted_at IS NULL;

CREATE VIEW job_counts WITH (security_invoker = true) AS
SELECT user_id, status, count(*) AS jobs, max(created_at) AS newest
FROM generation_jobs
GROUP BY user_id, status;
