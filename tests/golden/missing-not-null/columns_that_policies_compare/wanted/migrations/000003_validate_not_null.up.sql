-- By the finding, notes."owner's" always has a value: now the database holds it to that.  [missing-not-null]
-- By the finding, notes."tenant id" always has a value: now the database holds it to that.  [missing-not-null]
-- Fails if there are rows of notes without "owner's"; find them first: SELECT id, "owner's" FROM public.notes WHERE "owner's" IS NULL
-- Fails if there are rows of notes without "tenant id"; find them first: SELECT id, "tenant id" FROM public.notes WHERE "tenant id" IS NULL
-- Lock: SHARE UPDATE EXCLUSIVE on notes; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.notes VALIDATE CONSTRAINT "notes_owner's_is_set";
ALTER TABLE public.notes VALIDATE CONSTRAINT "notes_tenant id_is_set";
COMMIT;
