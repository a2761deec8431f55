-- Deleting or re-keying a row of customers scans all of orders, and so does every join from customers.  [unindexed-foreign-key]
-- Deleting or re-keying a row of customers scans all of tickets, and so does every join from customers.  [unindexed-foreign-key]
-- Locks: SHARE on orders, tickets; reads go on, writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
CREATE INDEX IF NOT EXISTS orders_customer_id_idx ON public.orders (customer_id);
CREATE INDEX IF NOT EXISTS tickets_customer_id_idx ON public.tickets (customer_id);
COMMIT;
