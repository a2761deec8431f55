DROP VIEW public.order_totals;
DROP TABLE public.orders;
DROP TABLE public.users;
