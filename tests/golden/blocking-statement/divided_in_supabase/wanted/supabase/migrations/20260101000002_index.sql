create index CONCURRENTLY orders_note_idx on public.orders (note);
