BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.notes DROP CONSTRAINT IF EXISTS "notes_tenant id_is_set";
ALTER TABLE public.notes DROP CONSTRAINT IF EXISTS "notes_owner's_is_set";
COMMIT;
