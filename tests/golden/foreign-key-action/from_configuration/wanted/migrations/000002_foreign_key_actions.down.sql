BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.content DROP CONSTRAINT IF EXISTS content_organization_id_fkey;
ALTER TABLE public.content DROP CONSTRAINT IF EXISTS content_created_by_fkey1;
ALTER TABLE public.logs DROP CONSTRAINT logs_created_by_fkey;
ALTER TABLE public.logs ADD CONSTRAINT logs_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users (id);
COMMIT;
