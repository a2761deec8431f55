-- Every write keeps said up to date, and orders_x serves all its queries.  [duplicate-index]
-- Lock: SHARE UPDATE EXCLUSIVE on said; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
COMMENT ON INDEX public.said IS NULL;
COMMIT;
