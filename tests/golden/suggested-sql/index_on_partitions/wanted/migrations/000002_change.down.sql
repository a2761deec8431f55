BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.events DROP CONSTRAINT IF EXISTS events_kind_is_set;
DROP INDEX IF EXISTS public.events_kind;
COMMIT;
