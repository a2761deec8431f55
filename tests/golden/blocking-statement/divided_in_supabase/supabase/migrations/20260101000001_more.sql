alter table public.orders
  add constraint orders_customer_fkey foreign key (customer_id) references public.customers (id),
  add column note text;
create index orders_customer_idx on public.orders (customer_id);
