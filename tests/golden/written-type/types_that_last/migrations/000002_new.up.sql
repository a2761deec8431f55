CREATE TABLE public.small (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, at timestamptz, price numeric(10, 2));
ALTER TABLE public.orders ADD COLUMN doc jsonb, DROP COLUMN x;
