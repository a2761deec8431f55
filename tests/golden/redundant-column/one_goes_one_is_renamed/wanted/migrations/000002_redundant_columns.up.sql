-- messages.created_at and "timestamp" always hold the same.  [redundant-column]
-- runs.created_at and started_at always hold the same.  [redundant-column]
-- Nothing in the schema depends on it.
-- Its values are gone: the way back brings the column, not what was in it (--keep-dropped keeps it).
-- Locks: ACCESS EXCLUSIVE on messages, runs; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.messages DROP COLUMN created_at;
ALTER TABLE public.messages RENAME COLUMN "timestamp" TO created_at;
ALTER TABLE public.runs DROP COLUMN created_at;
COMMIT;
