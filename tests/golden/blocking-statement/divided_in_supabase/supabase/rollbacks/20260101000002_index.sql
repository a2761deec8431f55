drop index public.orders_note_idx;
