-- The owner of public.notes goes past its row security, and so does an application that connects as the owner.  [row-security-not-forced]
-- No policy of public.notes allows INSERT, UPDATE, DELETE: its owner may not either, then.
-- Lock: ACCESS EXCLUSIVE on notes; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.notes FORCE ROW LEVEL SECURITY;
COMMIT;
