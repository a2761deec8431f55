-- Wanted of content (created_by) is ON DELETE SET NULL; it says ON DELETE NO ACTION.  [foreign-key-action]
-- Wanted of content (organization_id) is ON DELETE RESTRICT ON UPDATE CASCADE; it says ON DELETE NO ACTION.  [foreign-key-action]
-- Locks: ACCESS EXCLUSIVE on content, users, organizations; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.content DROP CONSTRAINT content_created_by_fkey;
ALTER TABLE public.content RENAME CONSTRAINT content_created_by_fkey1 TO content_created_by_fkey;
ALTER TABLE public.content DROP CONSTRAINT content_org_fk;
ALTER TABLE public.content RENAME CONSTRAINT content_organization_id_fkey TO content_org_fk;
COMMENT ON CONSTRAINT content_org_fk ON public.content IS 'Whose it is.';
COMMIT;
