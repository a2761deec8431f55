-- conditions that the schema answers: each makes a table by what it comes to
CREATE SCHEMA app; CREATE TYPE mood AS ENUM ('x', 'y');
CREATE TABLE orders (id int PRIMARY KEY, a text, m text[], f mood, gone int);
ALTER TABLE orders DROP COLUMN gone;
CREATE INDEX ON orders (a); CREATE VIEW v AS SELECT id FROM orders; CREATE MATERIALIZED VIEW mv AS SELECT id FROM orders;
CREATE TABLE app.others (order_id int REFERENCES orders, CONSTRAINT k CHECK (order_id > 0));
CREATE FUNCTION func() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER trg BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION func(); CREATE POLICY see ON orders;
DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'orders' AND column_name = 'legacy_status') THEN
    CREATE TABLE yes_1 (a int); ELSE CREATE TABLE no_1 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'orders' AND column_name = 'a') THEN
    CREATE TABLE yes_2 (a int); ELSE CREATE TABLE no_2 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'orders' AND column_name = 'id' AND is_nullable = 'YES') THEN
    CREATE TABLE yes_3 (a int); ELSE CREATE TABLE no_3 (a int); END IF; END $$;
DO $$ BEGIN IF (SELECT data_type FROM information_schema.columns WHERE table_name = 'orders' AND column_name = 'a') = 'integer' THEN
    CREATE TABLE yes_4 (a int); ELSE CREATE TABLE no_4 (a int); END IF; END $$;
DO $$ BEGIN IF (SELECT data_type FROM information_schema.columns WHERE table_name = 'orders' AND column_name = 'a') = 'text' THEN
    CREATE TABLE yes_5 (a int); ELSE CREATE TABLE no_5 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'orders' AND column_name = 'm' AND data_type = 'ARRAY' AND udt_name = '_text') THEN
    CREATE TABLE yes_6 (a int); ELSE CREATE TABLE no_6 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'orders' AND column_name = 'f' AND data_type = 'USER-DEFINED' AND udt_name = 'mood') THEN
    CREATE TABLE yes_7 (a int); ELSE CREATE TABLE no_7 (a int); END IF; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM information_schema.tables WHERE table_name ILIKE 'ORDERS' AND table_schema = current_schema()) THEN
    CREATE TABLE yes_8 (a int); ELSE CREATE TABLE no_8 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM information_schema.tables WHERE table_name = 'v' AND table_type = 'VIEW') THEN
    CREATE TABLE yes_9 (a int); ELSE CREATE TABLE no_9 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM information_schema.tables WHERE table_name = 'mv') THEN
    CREATE TABLE yes_10 (a int); ELSE CREATE TABLE no_10 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_tables WHERE schemaname = 'app' AND tablename = 'orders') THEN
    CREATE TABLE yes_11 (a int); ELSE CREATE TABLE no_11 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'app' AND c.relname = 'others' AND c.relkind IN ('r', 'p')) THEN
    CREATE TABLE yes_12 (a int); ELSE CREATE TABLE no_12 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_class c, pg_namespace n WHERE n.oid = c.relnamespace AND n.nspname = 'public' AND c.relname = 'others') THEN
    CREATE TABLE yes_13 (a int); ELSE CREATE TABLE no_13 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_class WHERE relname = 'orders_pkey' AND relkind = 'i') THEN
    CREATE TABLE yes_14 (a int); ELSE CREATE TABLE no_14 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_class WHERE relname = 'orders_a_idx' AND relkind = 'r') THEN
    CREATE TABLE yes_15 (a int); ELSE CREATE TABLE no_15 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_constraint WHERE conname = 'k') THEN
    CREATE TABLE yes_16 (a int); ELSE CREATE TABLE no_16 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_constraint WHERE conname = 'k' AND conrelid = 'app.others'::regclass) THEN
    CREATE TABLE yes_17 (a int); ELSE CREATE TABLE no_17 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.orders'::regclass AND contype = 'p') THEN
    CREATE TABLE yes_18 (a int); ELSE CREATE TABLE no_18 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM information_schema.table_constraints WHERE table_name = 'orders' AND constraint_type = 'PRIMARY KEY') THEN
    CREATE TABLE yes_19 (a int); ELSE CREATE TABLE no_19 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM information_schema.table_constraints WHERE constraint_name = 'k' AND table_name = 'others') THEN
    CREATE TABLE yes_20 (a int); ELSE CREATE TABLE no_20 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typname = 'mood' AND n.nspname = 'public') THEN
    CREATE TABLE yes_21 (a int); ELSE CREATE TABLE no_21 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_type WHERE typname = 'moods') THEN
    CREATE TABLE yes_22 (a int); ELSE CREATE TABLE no_22 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_type WHERE typname = 'int4') THEN
    CREATE TABLE yes_23 (a int); ELSE CREATE TABLE no_23 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_enum WHERE enumlabel = 'x' AND enumtypid = (SELECT oid FROM pg_type WHERE typname = 'mood')) THEN
    CREATE TABLE yes_24 (a int); ELSE CREATE TABLE no_24 (a int); END IF; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typname = 'mood' AND e.enumlabel = 'q') THEN
    CREATE TABLE yes_25 (a int); ELSE CREATE TABLE no_25 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_indexes WHERE tablename = 'orders' AND indexname = 'orders_a_idx') THEN
    CREATE TABLE yes_26 (a int); ELSE CREATE TABLE no_26 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_extension WHERE extname = 'vector') THEN
    CREATE TABLE yes_27 (a int); ELSE CREATE TABLE no_27 (a int); END IF; END $$;
DO $$ BEGIN IF to_regclass('orders') IS NULL THEN
    CREATE TABLE yes_30 (a int); ELSE CREATE TABLE no_30 (a int); END IF; END $$;
DO $$ BEGIN IF to_regclass('public.nothing') IS NULL AND to_regclass('app.others') IS NOT NULL THEN
    CREATE TABLE yes_31 (a int); ELSE CREATE TABLE no_31 (a int); END IF; END $$;
DO $$ BEGIN IF to_regclass('nothing') IS NOT NULL OR NOT to_regclass('others') IS NULL THEN
    CREATE TABLE yes_32 (a int); ELSE CREATE TABLE no_32 (a int); END IF; END $$;
DO $$ BEGIN IF (SELECT count(*) FROM information_schema.columns WHERE table_name = 'orders') > 4 THEN
    CREATE TABLE yes_33 (a int); ELSE CREATE TABLE no_33 (a int); END IF; END $$;
DO $$ BEGIN IF (SELECT count(*) FROM pg_tables WHERE tablename = 'others') = 0 THEN
    CREATE TABLE yes_34 (a int); ELSE CREATE TABLE no_34 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_proc WHERE proname = 'func') THEN
    CREATE TABLE yes_35 (a int); ELSE CREATE TABLE no_35 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_trigger WHERE tgname = 'trg' AND tgrelid = 'orders'::regclass AND NOT tgisinternal) THEN
    CREATE TABLE yes_36 (a int); ELSE CREATE TABLE no_36 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_policies WHERE tablename = 'orders' AND policyname = 'see') THEN
    CREATE TABLE yes_37 (a int); ELSE CREATE TABLE no_37 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'a' AND NOT attisdropped AND attnum > 0) THEN
    CREATE TABLE yes_38 (a int); ELSE CREATE TABLE no_38 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relname = 'orders' AND a.attname = 'gone' AND NOT a.attisdropped) THEN
    CREATE TABLE yes_39 (a int); ELSE CREATE TABLE no_39 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM information_schema.schemata WHERE schema_name = 'app') AND NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'nope') THEN
    CREATE TABLE yes_40 (a int); ELSE CREATE TABLE no_40 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM information_schema.key_column_usage WHERE table_name = 'others' AND column_name = 'order_id') THEN
    CREATE TABLE yes_41 (a int); ELSE CREATE TABLE no_41 (a int); END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT FROM information_schema.constraint_column_usage WHERE table_name = 'others' AND constraint_name = 'others_order_id_fkey') THEN
    CREATE TABLE yes_42 (a int); ELSE CREATE TABLE no_42 (a int); END IF; END $$;
