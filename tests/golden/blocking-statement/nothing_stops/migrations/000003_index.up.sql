CREATE INDEX CONCURRENTLY orders_note_id_idx ON public.orders (note_id);
