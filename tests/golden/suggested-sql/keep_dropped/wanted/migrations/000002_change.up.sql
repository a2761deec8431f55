-- Nobody uses these any more.  [suggested-sql]
-- Locks: ACCESS EXCLUSIVE on users, order_totals, orders; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.users RENAME COLUMN nickname TO nickname_dropped;
ALTER TABLE public.users ALTER COLUMN email DROP NOT NULL;
ALTER TABLE public.users RENAME COLUMN email TO email_dropped;
DROP VIEW public.order_totals;
ALTER TABLE public.orders RENAME TO orders_dropped;
COMMIT;
