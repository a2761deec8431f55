-- scenarios (title) identifies a row: now the database keeps it unique.  [missing-unique]
-- seats (title) identifies a row: now the database keeps it unique.  [missing-unique]
-- seats ("row", number) identifies a row: now the database keeps it unique.  [missing-unique]
-- Locks: ACCESS EXCLUSIVE on scenarios, seats; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.scenarios ADD CONSTRAINT scenarios_title_key1 UNIQUE USING INDEX scenarios_title_key1;
ALTER TABLE public.seats ADD CONSTRAINT seats_title_key UNIQUE USING INDEX seats_title_key;
ALTER TABLE public.seats ADD CONSTRAINT seats_row_number_key UNIQUE USING INDEX seats_row_number_key;
COMMIT;
