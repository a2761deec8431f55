-- Every write keeps orders_customer up to date, and orders_customer_status serves all its queries.  [duplicate-index]
-- orders_customer_status is larger: look at the plans of queries that used orders_customer.
-- Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on. Runs outside a transaction, alone in its file.
DROP INDEX CONCURRENTLY IF EXISTS public.orders_customer;
