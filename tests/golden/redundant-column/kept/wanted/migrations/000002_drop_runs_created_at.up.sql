-- runs.created_at and started_at always hold the same.  [redundant-column]
-- Nothing in the schema depends on it.
-- Lock: ACCESS EXCLUSIVE on runs; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.runs RENAME COLUMN created_at TO created_at_dropped;
COMMIT;
