-- what a function changes when it is called, directly, by another one, or by a trigger
CREATE TABLE items (id int PRIMARY KEY, name text, n int);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION with_trigger() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CREATE TRIGGER noted BEFORE UPDATE ON items FOR EACH ROW EXECUTE FUNCTION noted();
    CREATE INDEX items_name_idx ON items (name);
END $$;
CREATE FUNCTION without_index() RETURNS void LANGUAGE sql AS $$ DROP INDEX items_name_idx; SELECT; $$;
CREATE FUNCTION deeper() RETURNS int LANGUAGE plpgsql AS $$
DECLARE r int;
BEGIN
    PERFORM without_index();
    RETURN 1;
END $$;
SELECT with_trigger();
SELECT deeper();
DO $$ BEGIN PERFORM with_check(); EXCEPTION WHEN undefined_function THEN NULL; END $$;
CREATE FUNCTION with_check() RETURNS bool LANGUAGE plpgsql AS $$
BEGIN
    ALTER TABLE items ADD CONSTRAINT positive CHECK (n > 0);
    RETURN true;
END $$;
DO $$ DECLARE done bool; BEGIN done := with_check(); END $$;
CREATE FUNCTION grown() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    ALTER TABLE others ADD COLUMN IF NOT EXISTS late int;
    RETURN NEW;
END $$;
CREATE TABLE others (id int);
CREATE TRIGGER grown AFTER INSERT ON items FOR EACH ROW EXECUTE FUNCTION grown();
INSERT INTO items VALUES (1, 'a', 1), (2, 'b', 2);
CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM items $$;
SELECT counted(), now();
-- SQL that a function is given
CREATE FUNCTION pg_temp.run(what text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN EXECUTE what; RETURN true; END $$;
SELECT pg_temp.run('ALTER FUNCTION counted() PARALLEL SAFE'), pg_temp.run('ALTER FUNCTION counted() STABLE');
CREATE FUNCTION run_both(text, again text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE $1; EXECUTE run_both.again; END $$;
SELECT run_both('CREATE TABLE given_first (id int)', again => 'CREATE TABLE given_second (id int)');
CREATE FUNCTION unless_there(label text, command text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = label) THEN
        EXECUTE command;
    END IF;
END $$;
SELECT unless_there('some', 'ALTER TABLE given_first ADD CONSTRAINT some CHECK (id > 0)');
SELECT unless_there('some', 'ALTER TABLE given_first ADD CONSTRAINT some CHECK (id > 0)');
