-- UNIQUE of notes: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Lock: ACCESS EXCLUSIVE on notes; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.notes ADD CONSTRAINT body_once UNIQUE USING INDEX body_once;
COMMIT;
