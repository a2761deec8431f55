CREATE TABLE public.notes (id bigint PRIMARY KEY, order_id bigint REFERENCES public.orders (id), body text CHECK (body <> ''));
CREATE INDEX ON public.notes (order_id);
ALTER TABLE public.notes ALTER COLUMN body SET NOT NULL, ADD CONSTRAINT notes_body_key UNIQUE (body);
ALTER TABLE public.orders ADD COLUMN note_id bigint;
ALTER TABLE public.orders ADD CONSTRAINT orders_x_set CHECK (x IS NOT NULL) NOT VALID;
