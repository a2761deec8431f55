-- The shop's tables.

-- Who buys from us.
-- It's one row a person; "guests" too.
CREATE TABLE customers (id bigint PRIMARY KEY);

/*
 * One purchase.
 */
CREATE TABLE IF NOT EXISTS orders (id bigint PRIMARY KEY);

-- TODO: drop this
CREATE TABLE carts (id bigint PRIMARY KEY);

CREATE TABLE lines (id bigint PRIMARY KEY);

-- Not this one.
CREATE TABLE returns (id bigint PRIMARY KEY);
COMMENT ON TABLE returns IS 'What came back.';
