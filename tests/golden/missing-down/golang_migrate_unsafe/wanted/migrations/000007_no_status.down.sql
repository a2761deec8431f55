-- public.orders.status comes back empty.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders ADD COLUMN status text DEFAULT 'new' NOT NULL;
COMMIT;
