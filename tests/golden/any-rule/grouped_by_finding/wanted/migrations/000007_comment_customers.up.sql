-- Say what the tables are for. The text is the comment above each CREATE TABLE.  [missing-comment]
-- Lock: SHARE UPDATE EXCLUSIVE on customers; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
COMMENT ON TABLE public.customers IS 'Who buys from us.';
COMMIT;
