-- Orders belong to users, and have a number and a total.  [suggested-sql]
-- Fails if there are values of orders (id) that several rows have; find them first: SELECT id, count(*) FROM public.orders WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1
-- Fails if there are rows of orders without id; find them first: SELECT id FROM public.orders WHERE id IS NULL
-- Fails if there are rows of orders that refer to no row of users; find them first: SELECT r.id, r.user_id FROM public.orders r WHERE r.user_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.users k WHERE k.id = r.user_id)
-- Fails if there are rows of orders without total; find them first: SELECT id, total FROM public.orders WHERE total IS NULL
-- Fails if there are rows of orders that break total > 0; find them first: SELECT id FROM public.orders WHERE NOT (total > 0)
-- Fails if there are values of users (email) that several rows have; find them first: SELECT email, count(*) FROM public.users WHERE email IS NOT NULL GROUP BY email HAVING count(*) > 1
-- Fails if there are rows of orders that refer to no row of users; find them first: SELECT r.id, r.paid_by FROM public.orders r WHERE r.paid_by IS NOT NULL AND NOT EXISTS (SELECT FROM public.users k WHERE k.id = r.paid_by)
-- Locks: SHARE UPDATE EXCLUSIVE on orders; ROW SHARE on users; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_id_is_set;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_user_id_fkey;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_total_is_set;
ALTER TABLE public.orders VALIDATE CONSTRAINT positive_total;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_paid_by_fkey;
COMMIT;
