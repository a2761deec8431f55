CREATE DOMAIN email AS text CHECK (VALUE ~ '@');
CREATE DOMAIN price AS numeric(12, 2) DEFAULT 0 NOT NULL CONSTRAINT not_negative CHECK (VALUE >= 0)
    CONSTRAINT not_silly CHECK (VALUE < 1e9);
CREATE DOMAIN code AS varchar(5) COLLATE "C" CHECK (upper(VALUE) = VALUE);
CREATE DOMAIN tags AS text[] CHECK (array_length(VALUE, 1) < 5);
CREATE DOMAIN strict_email AS email CHECK (length(VALUE) > 5);
ALTER DOMAIN email ADD CHECK (VALUE <> '') NOT VALID;
ALTER DOMAIN price SET DEFAULT 1;
ALTER DOMAIN price DROP CONSTRAINT not_silly;
ALTER DOMAIN code DROP NOT NULL;
CREATE TABLE products (id int, mail email, cost price, c code, t tags, s strict_email DEFAULT 'a@b.cd');
COMMENT ON DOMAIN email IS 'an address';
COMMENT ON CONSTRAINT not_negative ON DOMAIN price IS 'never';
