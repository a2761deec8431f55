-- taken back by the way back of a later migration
alter table public.orders drop column note, drop constraint orders_customer_fkey;
