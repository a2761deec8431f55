BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.posts DROP CONSTRAINT posts_status_check;
ALTER TABLE public.posts DROP CONSTRAINT posts_kind_check;
COMMIT;
