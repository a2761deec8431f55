BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP INDEX IF EXISTS public.events_kind;
ALTER TABLE public.events ALTER COLUMN kind DROP NOT NULL;
ALTER TABLE public.events ADD CONSTRAINT events_kind_is_set CHECK (kind IS NOT NULL) NOT VALID;
COMMIT;
