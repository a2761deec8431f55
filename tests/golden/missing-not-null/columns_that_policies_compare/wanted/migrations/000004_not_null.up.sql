-- By the finding, notes."owner's" always has a value: now the database holds it to that.  [missing-not-null]
-- By the finding, notes."tenant id" always has a value: now the database holds it to that.  [missing-not-null]
-- Lock: ACCESS EXCLUSIVE on notes; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.notes ALTER COLUMN "owner's" SET NOT NULL;
ALTER TABLE public.notes DROP CONSTRAINT "notes_owner's_is_set";
ALTER TABLE public.notes ALTER COLUMN "tenant id" SET NOT NULL;
ALTER TABLE public.notes DROP CONSTRAINT "notes_tenant id_is_set";
COMMIT;
