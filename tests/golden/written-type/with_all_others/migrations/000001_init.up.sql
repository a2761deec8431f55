CREATE TABLE public.customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
CREATE TABLE public.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint, x int, y int, code text);
CREATE INDEX orders_y_idx ON public.orders (y);
CREATE TABLE public.parted (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE public.p1 PARTITION OF public.parted FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
