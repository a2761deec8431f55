-- Stops here if a concurrent build above left an index missing or invalid.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass('public.named_pkey') AND indisvalid) THEN
        RAISE EXCEPTION 'index public.named_pkey is missing or invalid'
            USING HINT = 'Drop it with DROP INDEX CONCURRENTLY and run the migration that builds it again.';
    END IF;
END $$;
