DROP INDEX public.orders_note_id_idx;
