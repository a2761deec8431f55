DROP TABLE public.parted, public.orders, public.customers;
