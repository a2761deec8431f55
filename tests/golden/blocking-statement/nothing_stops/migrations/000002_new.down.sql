ALTER TABLE public.orders DROP CONSTRAINT orders_x_set, DROP COLUMN note_id;
DROP TABLE public.notes;
