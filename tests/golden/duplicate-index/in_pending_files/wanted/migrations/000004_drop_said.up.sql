-- Every write keeps said up to date, and orders_x serves all its queries.  [duplicate-index]
-- Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on. Runs outside a transaction, alone in its file.
DROP INDEX CONCURRENTLY IF EXISTS public.said;
