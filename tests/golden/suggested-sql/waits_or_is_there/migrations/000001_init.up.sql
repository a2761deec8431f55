CREATE TABLE public.users (id bigint PRIMARY KEY, email text NOT NULL, nickname text);
CREATE TABLE public.orders (id bigint, user_id bigint, total integer, status text);
CREATE INDEX orders_status ON public.orders (status);
CREATE VIEW public.order_totals AS SELECT id, total FROM public.orders;
