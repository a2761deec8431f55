-- By the pattern status in the configuration, wider.status is to satisfy status IN ('draft', 'published'): now the database holds it to that.  [missing-check]
-- Fails if there are rows of wider that break status IN ('draft', 'published'); find them first: SELECT status FROM public.wider WHERE NOT (status IN ('draft', 'published'))
-- Lock: SHARE UPDATE EXCLUSIVE on wider; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.wider VALIDATE CONSTRAINT wider_status_check1;
COMMIT;
