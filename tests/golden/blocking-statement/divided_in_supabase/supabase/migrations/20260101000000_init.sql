create table public.customers (id bigint primary key);
create table public.orders (id bigint primary key, customer_id bigint);
