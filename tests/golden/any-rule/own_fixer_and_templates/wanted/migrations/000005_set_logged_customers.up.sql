-- An unlogged table is emptied after a crash.  [unlogged-table]
-- Lock: ACCESS EXCLUSIVE on customers; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.customers SET LOGGED;
COMMIT;
