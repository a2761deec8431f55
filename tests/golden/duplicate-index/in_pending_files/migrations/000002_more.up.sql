-- once more
CREATE INDEX again ON public.orders (x);
CREATE TABLE public.items (id bigint PRIMARY KEY, a int, at date) PARTITION BY HASH (id);
CREATE TABLE public.items_1 PARTITION OF public.items FOR VALUES WITH (MODULUS 1, REMAINDER 0);
CREATE INDEX items_a ON public.items (a); -- first
CREATE INDEX items_a2 ON public.items (a); -- second
CREATE INDEX said ON public.orders (x);
COMMENT ON INDEX public.said IS 'why it is there';
