-- a CHECK of orders: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- a foreign key, UNIQUE, NOT NULL of orders: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Fails if there are rows of orders that break x > 0; find them first: SELECT id FROM public.orders WHERE NOT (x > 0)
-- Fails if there are rows of orders without y; find them first: SELECT id, y FROM public.orders WHERE y IS NULL
-- Fails if there are rows of orders that refer to no row of notes; find them first: SELECT r.id, r.note_id FROM public.orders r WHERE r.note_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.notes k WHERE k.id = r.note_id)
-- Fails if there are values of orders (code) that several rows have; find them first: SELECT code, count(*) FROM public.orders WHERE code IS NOT NULL GROUP BY code HAVING count(*) > 1
-- Fails if there are rows of orders that refer to no row of customers; find them first: SELECT r.id, r.customer_id FROM public.orders r WHERE r.customer_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.customers k WHERE k.id = r.customer_id)
-- Locks: SHARE UPDATE EXCLUSIVE on orders; ROW SHARE on notes, customers; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.orders VALIDATE CONSTRAINT x_positive;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_y_is_set;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_note_fkey;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_customer_fkey;
COMMIT;
