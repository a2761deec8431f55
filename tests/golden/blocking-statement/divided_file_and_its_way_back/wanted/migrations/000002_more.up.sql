-- notes on orders
CREATE TABLE public.notes (id bigint PRIMARY KEY, body text);
-- who ordered
/* moved to a migration of its own, behind the others */ CREATE TABLE public.tags (id bigint PRIMARY KEY);
-- moved to a migration of its own, behind the others
-- moved to a migration of its own, behind the others
-- moved to a migration of its own, behind the others
ALTER TABLE orders ADD CONSTRAINT x_positive CHECK (x > 0) NOT VALID; -- always
ALTER TABLE orders
    ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID,
    ADD COLUMN note_id bigint -- the note
    ;
-- moved to a migration of its own, behind the others
