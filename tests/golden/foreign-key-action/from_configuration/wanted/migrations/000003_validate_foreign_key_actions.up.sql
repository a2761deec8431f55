-- Wanted of content (created_by) is ON DELETE SET NULL; it says ON DELETE NO ACTION.  [foreign-key-action]
-- Wanted of content (organization_id) is ON DELETE RESTRICT ON UPDATE CASCADE; it says ON DELETE NO ACTION.  [foreign-key-action]
-- Locks: SHARE UPDATE EXCLUSIVE on content; ROW SHARE on users, organizations; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.content VALIDATE CONSTRAINT content_created_by_fkey1;
ALTER TABLE public.content VALIDATE CONSTRAINT content_organization_id_fkey;
COMMIT;
