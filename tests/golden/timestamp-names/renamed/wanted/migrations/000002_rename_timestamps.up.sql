-- Points in time are called alike, so that nobody has to look up their names.  [timestamp-names]
-- The application has to say the new name from the moment that this runs.
-- Locks: ACCESS EXCLUSIVE on messages, mails; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.messages RENAME COLUMN "timestamp" TO created_at;
ALTER TABLE public.mails RENAME COLUMN sent TO sent_at;
COMMIT;
