-- detaching a partition of parted: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- a foreign key, UNIQUE, NOT NULL of orders: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Locks: ACCESS EXCLUSIVE on p1, orders; SHARE ROW EXCLUSIVE on notes; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.p1 DROP CONSTRAINT p1_at_check;
ALTER TABLE public.orders ADD CONSTRAINT orders_y_is_set CHECK (y IS NOT NULL) NOT VALID;
ALTER TABLE public.orders ADD CONSTRAINT orders_note_fkey FOREIGN KEY (note_id) REFERENCES public.notes (id) ON DELETE SET NULL NOT VALID;
ALTER TABLE public.orders ADD CONSTRAINT orders_code_key UNIQUE USING INDEX orders_code_key;
COMMENT ON CONSTRAINT orders_code_key ON public.orders IS 'once';
COMMIT;
