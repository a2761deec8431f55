-- notes on orders
CREATE TABLE public.notes (id bigint PRIMARY KEY, body text);
-- who ordered
CREATE INDEX orders_customer_id_idx ON orders (customer_id); CREATE TABLE public.tags (id bigint PRIMARY KEY);
DROP INDEX orders_y_idx;
REINDEX INDEX orders_pkey;
ALTER TABLE parted DETACH PARTITION p1;
ALTER TABLE orders ADD CONSTRAINT x_positive CHECK (x > 0); -- always
ALTER TABLE orders
    ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers (id),
    ADD COLUMN note_id bigint CONSTRAINT orders_note_fkey REFERENCES public.notes (id) ON DELETE SET NULL, -- the note
    ADD CONSTRAINT orders_code_key UNIQUE (code),
    ALTER COLUMN y SET NOT NULL;
COMMENT ON CONSTRAINT orders_code_key ON orders IS 'once';
