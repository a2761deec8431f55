CREATE SCHEMA app;
CREATE TABLE app.orders (id bigint PRIMARY KEY, closed_at timestamptz, note text);

-- needs nothing but what PostgreSQL brings
CREATE FUNCTION app.close(o bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE app.orders SET closed_at = now() WHERE id = o;
END $$;
CREATE FUNCTION app.close(o bigint, why text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE app.orders SET closed_at = now(), note = why WHERE id = o;
END $$;

-- runs with its caller's rights
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.closed_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION touch();

CREATE PROCEDURE app."Empty"(IN o bigint, INOUT done integer DEFAULT 0) LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    DELETE FROM app.orders WHERE id = o;
END $$;

-- has one
CREATE FUNCTION app.pinned() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp
    AS 'SELECT count(*) FROM orders';
