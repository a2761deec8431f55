-- A value of status can never be removed; a CHECK can list others.  [enum-type]
-- Dropped and made again on the way: view public.new_orders.
-- Locks: ACCESS EXCLUSIVE on new_orders, orders; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
DROP VIEW public.new_orders;
ALTER TABLE public.orders ALTER COLUMN status DROP DEFAULT, ALTER COLUMN status TYPE text USING status::text, ALTER COLUMN status SET DEFAULT 'new', ALTER COLUMN "Before" TYPE text USING "Before"::text;
CREATE VIEW public.new_orders AS SELECT id, status FROM public.orders WHERE status = 'new';
ALTER TABLE public.orders ADD CONSTRAINT orders_status_values CHECK (status IN ('new', 'it''s done')) NOT VALID;
ALTER TABLE public.orders ADD CONSTRAINT "orders_Before_values" CHECK ("Before" IN ('new', 'it''s done')) NOT VALID;
DROP TYPE public.status;
COMMIT;
