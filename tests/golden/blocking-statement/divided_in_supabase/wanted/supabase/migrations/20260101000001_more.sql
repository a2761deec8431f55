alter table public.orders
  add constraint orders_customer_fkey foreign key (customer_id) references public.customers (id) NOT VALID,
  add column note text;
-- moved to a migration of its own, behind the others
