CREATE TABLE payments (id bigint PRIMARY KEY, amount numeric);
ALTER TABLE payments ADD CONSTRAINT amount_positive CHECK (0 < amount) NOT VALID;
