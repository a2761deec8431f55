-- migrate:up
ALTER TABLE public.orders ADD COLUMN code text;
CREATE UNIQUE INDEX CONCURRENTLY orders_x_idx ON public.orders (x);

-- migrate:down
DROP INDEX public.orders_x_idx;
ALTER TABLE public.orders DROP COLUMN code;
