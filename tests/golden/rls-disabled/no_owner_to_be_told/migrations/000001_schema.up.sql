CREATE TABLE countries (code text PRIMARY KEY, name text);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE TABLE letters (id bigint PRIMARY KEY, order_id bigint REFERENCES orders, answers bigint REFERENCES orders);
