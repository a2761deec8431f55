create index orders_note_idx on public.orders (note);
