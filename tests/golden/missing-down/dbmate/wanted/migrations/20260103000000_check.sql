-- migrate:up
ALTER TABLE orders ADD CONSTRAINT orders_status_check CHECK (status IN ('new', 'done'));

-- migrate:down
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders DROP CONSTRAINT orders_status_check;
