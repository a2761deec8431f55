-- By the pattern status in the configuration, wider.status is to satisfy status IN ('draft', 'published'): now the database holds it to that.  [missing-check]
-- Lock: ACCESS EXCLUSIVE on wider; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.wider ADD CONSTRAINT wider_status_check1 CHECK (status IN ('draft', 'published')) NOT VALID;
COMMIT;
