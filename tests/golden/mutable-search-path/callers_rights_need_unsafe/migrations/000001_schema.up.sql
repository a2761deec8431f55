CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE FUNCTION tidy() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM public.orders;
END $$;
