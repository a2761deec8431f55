drop index public.orders_customer_idx;
alter table public.orders drop column note, drop constraint orders_customer_fkey;
