BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.notes DROP CONSTRAINT body_once;
COMMIT;
