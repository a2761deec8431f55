-- orders.actor refers to users: now the database holds it to that.  [missing-foreign-key]
-- orders.category_id refers to categories, by its name: now the database holds it to that.  [missing-foreign-key]
-- orders.customer_id refers to customers, by its name: now the database holds it to that.  [missing-foreign-key]
-- Fails if there are rows of orders that refer to no row of users; find them first: SELECT r.id, r.actor FROM public.orders r WHERE r.actor IS NOT NULL AND NOT EXISTS (SELECT FROM public.users k WHERE k.id = r.actor)
-- Fails if there are rows of orders that refer to no row of categories; find them first: SELECT r.id, r.category_id FROM public.orders r WHERE r.category_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.categories k WHERE k.id = r.category_id)
-- Fails if there are rows of orders that refer to no row of customers; find them first: SELECT r.id, r.customer_id FROM public.orders r WHERE r.customer_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.customers k WHERE k.id = r.customer_id)
-- Locks: SHARE UPDATE EXCLUSIVE on orders; ROW SHARE on users, categories, customers; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_actor_fkey;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_category_id_fkey;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_customer_id_fkey;
COMMIT;
