-- What an order consists of.
CREATE TYPE unit AS ENUM ('piece', 'kilogram');

CREATE TABLE order_lines (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id), -- who ordered
    unit unit NOT NULL DEFAULT 'piece'
);
CREATE INDEX ON order_lines (user_id);
ALTER TABLE order_lines ADD CHECK (user_id > 0), ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone ON order_lines FOR SELECT USING (true);
COMMENT ON TABLE order_lines IS 'What an order consists of.';
CREATE FUNCTION lines_of(wanted bigint) RETURNS SETOF order_lines LANGUAGE sql STABLE
    AS $$ SELECT * FROM public.order_lines WHERE user_id = wanted $$;
CREATE VIEW order_units AS SELECT unit, count(*) FROM order_lines GROUP BY unit;
