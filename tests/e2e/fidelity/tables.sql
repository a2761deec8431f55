-- Columns and keys of every ordinary form.
CREATE TABLE customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email varchar(254) NOT NULL UNIQUE,
    name text COLLATE "C" DEFAULT 'nobody, yet' NOT NULL,
    born date CHECK (born > '1900-01-01'),
    score numeric(10, 2) DEFAULT 0.0,
    flags bit(4) DEFAULT B'0101',
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    waits interval day to second(3),
    seen timestamptz(3) DEFAULT now(),
    local timestamp DEFAULT CURRENT_TIMESTAMP,
    letter char(1),
    full_name text GENERATED ALWAYS AS (name || ' <' || email || '>') STORED
);
CREATE TABLE public.orders (
    id serial PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE ON UPDATE RESTRICT,
    parent_id integer CONSTRAINT parent_fk REFERENCES orders (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    total_cents integer NOT NULL CHECK (total_cents >= 0),
    discount integer,
    during tstzrange,
    CONSTRAINT discount_below_total CHECK (discount <= total_cents AND discount >= 0),
    CHECK (discount IS NULL OR discount < 1000),
    UNIQUE NULLS NOT DISTINCT (customer_id, discount),
    EXCLUDE USING gist (during WITH &&) WHERE (discount > 0)
);
ALTER TABLE orders ADD COLUMN note text, ADD COLUMN weight double precision DEFAULT 1.5 NOT NULL;
ALTER TABLE orders ALTER COLUMN note SET DEFAULT 'a''b', ALTER COLUMN weight DROP NOT NULL, ALTER COLUMN note SET STATISTICS 500;
ALTER TABLE orders ALTER COLUMN discount TYPE bigint USING discount::bigint;
ALTER TABLE orders ADD CONSTRAINT weight_positive CHECK (weight > 0) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT note_short CHECK (char_length(note) < 100) NO INHERIT;
ALTER TABLE orders SET (fillfactor = 70);
CREATE UNLOGGED TABLE scratch (k int, v int, PRIMARY KEY (k) INCLUDE (v));
CREATE TABLE like_orders (LIKE customers INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES, extra int);
CREATE INDEX ON orders (customer_id, total_cents DESC NULLS LAST);
CREATE UNIQUE INDEX orders_lower_note ON orders (lower(note)) WHERE discount IS NOT NULL;
CREATE INDEX ON orders ((total_cents * 2), (note || 'x') COLLATE "C" text_pattern_ops);
CREATE INDEX ON orders USING gin (to_tsvector('english', note));
CREATE INDEX orders_brin ON orders USING brin (id) WITH (pages_per_range = 32);
CREATE INDEX ON orders (parent_id) INCLUDE (total_cents);
ALTER TABLE orders CLUSTER ON orders_pkey;
ALTER TABLE customers REPLICA IDENTITY FULL;
CREATE TABLE base (a int, b int CHECK (b > 0));
CREATE TABLE heir (c int) INHERITS (base);
ALTER TABLE base ADD COLUMN d text;
COMMENT ON TABLE orders IS 'what is ''bought''';
COMMENT ON COLUMN orders.note IS 'free text';
COMMENT ON CONSTRAINT parent_fk ON orders IS 'a tree';
COMMENT ON INDEX orders_brin IS 'small';
CREATE SEQUENCE counters START WITH 10 INCREMENT BY 5 MINVALUE 5 MAXVALUE 1000 CACHE 3 CYCLE;
CREATE SEQUENCE owned AS integer OWNED BY customers.id;
