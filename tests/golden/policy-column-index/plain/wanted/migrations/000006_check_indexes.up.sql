-- Stops here if a concurrent build above left an index missing or invalid.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY[
        'public.letters_sender_idx',
        'public.notes_lower_idx',
        'public.notes_owner_idx',
        'public.notes_tenant_id_idx'
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass(wanted) AND indisvalid) THEN
            RAISE EXCEPTION 'index % is missing or invalid', wanted
                USING HINT = 'Drop it with DROP INDEX CONCURRENTLY and run the migration that builds it again.';
        END IF;
    END LOOP;
END $$;
