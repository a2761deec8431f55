-- migrate:up
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    status text NOT NULL DEFAULT 'new',
    note text
);
COMMENT ON TABLE orders IS 'What was bought.';

-- migrate:down
DROP TABLE orders;
