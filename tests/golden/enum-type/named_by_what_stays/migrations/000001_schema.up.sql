CREATE TYPE public.status AS ENUM ('new', 'done');
CREATE TABLE public.orders (id bigint PRIMARY KEY, status public.status);
CREATE INDEX orders_new ON public.orders (id) WHERE status = 'new'::public.status;
