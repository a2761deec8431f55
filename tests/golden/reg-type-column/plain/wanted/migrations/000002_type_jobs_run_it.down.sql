BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
DROP VIEW IF EXISTS public.running;
ALTER TABLE public.jobs ALTER COLUMN "run it" TYPE regproc USING "run it"::regproc;
CREATE VIEW public.running AS SELECT id, "run it" FROM jobs;
COMMIT;
