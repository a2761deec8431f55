BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.runs RENAME COLUMN created_at_dropped TO created_at;
COMMIT;
