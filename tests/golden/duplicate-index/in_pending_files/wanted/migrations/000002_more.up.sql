-- once more
-- left out: another index serves the same queries
CREATE TABLE public.items (id bigint PRIMARY KEY, a int, at date) PARTITION BY HASH (id);
CREATE TABLE public.items_1 PARTITION OF public.items FOR VALUES WITH (MODULUS 1, REMAINDER 0);
CREATE INDEX items_a ON public.items (a); -- first
/* left out: another index serves the same queries */ -- second
CREATE INDEX said ON public.orders (x);
COMMENT ON INDEX public.said IS 'why it is there';
