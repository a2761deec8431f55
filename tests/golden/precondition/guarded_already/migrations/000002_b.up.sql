DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conname = 'b_a' AND conrelid = pg_catalog.to_regclass('public.b')) THEN
        RAISE EXCEPTION 'b_a on public.b is missing: an earlier migration makes it';
    END IF;
END $$;
-- what comes next
ALTER TABLE b ADD COLUMN note text;
