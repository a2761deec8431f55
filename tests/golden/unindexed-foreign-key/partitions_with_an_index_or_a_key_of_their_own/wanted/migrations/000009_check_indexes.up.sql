-- Stops here if a concurrent build above left an index missing or invalid.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY[
        'public.answers_event_id_event_day_idx',
        'public.events_2022_n_idx',
        'public.events_default_user_id_idx',
        'public.events_old_user_id_idx',
        'public.events_2022_user_id_idx'
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass(wanted) AND indisvalid) THEN
            RAISE EXCEPTION 'index % is missing or invalid', wanted
                USING HINT = 'Drop it with DROP INDEX CONCURRENTLY and run the migration that builds it again.';
        END IF;
    END LOOP;
END $$;
