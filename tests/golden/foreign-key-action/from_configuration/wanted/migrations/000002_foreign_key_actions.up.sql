-- Wanted of content (created_by) is ON DELETE SET NULL; it says ON DELETE NO ACTION.  [foreign-key-action]
-- Wanted of content (organization_id) is ON DELETE RESTRICT ON UPDATE CASCADE; it says ON DELETE NO ACTION.  [foreign-key-action]
-- Wanted of logs (created_by) is ON DELETE SET NULL; it says ON DELETE NO ACTION.  [foreign-key-action]
-- Writes to public.logs wait while its rows are read: PostgreSQL before 18 takes no NOT VALID foreign key on a partitioned table.
-- Locks: ACCESS EXCLUSIVE on users, logs, logs_1; SHARE ROW EXCLUSIVE on content, organizations; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.content ADD CONSTRAINT content_created_by_fkey1 FOREIGN KEY (created_by) REFERENCES public.users (id) ON DELETE SET NULL NOT VALID;
ALTER TABLE public.content ADD CONSTRAINT content_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations (id) ON UPDATE CASCADE ON DELETE RESTRICT NOT VALID;
ALTER TABLE public.logs ADD CONSTRAINT logs_created_by_fkey1 FOREIGN KEY (created_by) REFERENCES public.users (id) ON DELETE SET NULL;
ALTER TABLE public.logs DROP CONSTRAINT logs_created_by_fkey;
ALTER TABLE public.logs RENAME CONSTRAINT logs_created_by_fkey1 TO logs_created_by_fkey;
COMMIT;
