BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP INDEX IF EXISTS public.events_kind;
ALTER TABLE public.events ALTER COLUMN kind DROP NOT NULL;
COMMIT;
