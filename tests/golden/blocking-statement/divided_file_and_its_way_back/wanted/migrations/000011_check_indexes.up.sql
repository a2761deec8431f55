-- Stops here if a concurrent build above left an index missing or invalid.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY[
        'public.orders_customer_id_idx',
        'public.orders_code_key'
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass(wanted) AND indisvalid) THEN
            RAISE EXCEPTION 'index % is missing or invalid', wanted
                USING HINT = 'Drop it with DROP INDEX CONCURRENTLY and run the migration that builds it again.';
        END IF;
    END LOOP;
END $$;
