-- orders.actor refers to users: now the database holds it to that.  [missing-foreign-key]
-- orders.category_id refers to categories, by its name: now the database holds it to that.  [missing-foreign-key]
-- orders.customer_id refers to customers, by its name: now the database holds it to that.  [missing-foreign-key]
-- Locks: SHARE ROW EXCLUSIVE on users, orders, categories, customers; reads go on, writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders ADD CONSTRAINT orders_actor_fkey FOREIGN KEY (actor) REFERENCES public.users (id) NOT VALID;
ALTER TABLE public.orders ADD CONSTRAINT orders_category_id_fkey FOREIGN KEY (category_id) REFERENCES public.categories (id) NOT VALID;
ALTER TABLE public.orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers (id) NOT VALID;
COMMIT;
