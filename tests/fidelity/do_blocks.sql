CREATE TABLE t (a int);
DO $$ BEGIN CREATE TYPE mood AS ENUM ('x'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE TYPE mood AS ENUM ('y'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'k') THEN ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0); END IF; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'k') THEN ALTER TABLE t ADD CONSTRAINT k CHECK (a > 1); END IF; END $$;
DO $$ BEGIN EXECUTE 'CREATE TABLE made (a int)'; END $$;
DO $$ BEGIN IF NOT EXISTS (SELECT FROM information_schema.columns WHERE table_name = 't' AND column_name = 'b') THEN
    ALTER TABLE t ADD COLUMN b text; END IF; END $$;
