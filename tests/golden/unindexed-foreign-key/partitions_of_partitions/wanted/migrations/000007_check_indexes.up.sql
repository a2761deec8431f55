-- Stops here if a concurrent build above left an index missing or invalid.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY[
        'public.readings_2025_1_device_id_idx',
        'public.readings_2025_2_device_id_idx',
        'public.readings_2026_device_id_idx'
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass(wanted) AND indisvalid) THEN
            RAISE EXCEPTION 'index % is missing or invalid', wanted
                USING HINT = 'Drop it with DROP INDEX CONCURRENTLY and run the migration that builds it again.';
        END IF;
    END LOOP;
END $$;
