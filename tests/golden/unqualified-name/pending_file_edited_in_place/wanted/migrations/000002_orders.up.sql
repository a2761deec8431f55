-- Orders: who bought what.
SET search_path = public;
CREATE TABLE public.orders (
    id       bigint PRIMARY KEY,          -- not "orders"
    customer bigint REFERENCES public.customers  /* customers, too */
);
CREATE TEMP TABLE seen (id bigint);
INSERT INTO seen SELECT id FROM public.customers;
WITH customers AS (SELECT id FROM seen)
INSERT INTO public.orders (id, customer) SELECT c.id, c.id FROM customers c WHERE 'orders' <> 'customers';
CREATE INDEX ON public.orders (customer);
CREATE FUNCTION public."größe"() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM public.orders -- ä orders
$$;
COMMENT ON TABLE public.orders IS 'orders';
