-- The values of messages.role are called what they are.  [value-rename]
-- Programs, and functions that compare with the old names, have to say the new ones from then on.
-- Locks: none on tables.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TYPE public.role RENAME VALUE 'scenario' TO 'main';
COMMIT;
