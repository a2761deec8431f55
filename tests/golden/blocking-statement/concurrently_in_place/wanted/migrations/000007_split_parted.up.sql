-- detaching a partition of parted: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Lock: ACCESS EXCLUSIVE on p1; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.p1 DROP CONSTRAINT p1_at_check;
COMMIT;
