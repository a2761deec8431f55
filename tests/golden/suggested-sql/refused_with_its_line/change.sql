CREATE INDEX ON orders (user_id);

INSERT INTO users VALUES (1, 'a@example.com');
