-- jobs."run it" holds an object's number in this database: pg_upgrade refuses to run.  [reg-type-column]
-- jobs."run it" no longer follows its object when that is renamed.
-- Dropped and made again on the way: view public.running.
-- Locks: ACCESS EXCLUSIVE on running, jobs; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
DROP VIEW public.running;
ALTER TABLE public.jobs ALTER COLUMN "run it" TYPE text USING "run it"::text;
CREATE VIEW public.running AS SELECT id, "run it" FROM jobs;
COMMIT;
