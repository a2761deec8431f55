-- RETURN, EXIT and CONTINUE, and blocks that fail
CREATE TABLE t (id int);
DO $$ BEGIN <<lbl>> BEGIN CREATE TABLE l1 (a int); EXIT lbl; CREATE TABLE l2 (a int); END; CREATE TABLE l3 (a int); END $$;
DO $$ BEGIN CREATE TABLE m1 (a int); RETURN; CREATE TABLE m2 (a int); END $$;
DO $$ BEGIN FOR i IN 1..2 LOOP EXIT; CREATE TABLE m3 (a int); END LOOP; END $$;
DO $$ BEGIN FOR i IN 1..2 LOOP CONTINUE; CREATE TABLE m4 (a int); END LOOP; END $$;
DO $$ BEGIN IF to_regclass('t') IS NOT NULL THEN RETURN; END IF; CREATE TABLE m5 (a int); END $$;
DO $$ BEGIN CASE WHEN to_regclass('t') IS NULL THEN CREATE TABLE c1 (a int); WHEN true THEN CREATE TABLE c2 (a int); ELSE CREATE TABLE c3 (a int); END CASE; END $$;
DO $$ BEGIN CREATE TABLE pre (a int); RAISE EXCEPTION 'x'; EXCEPTION WHEN OTHERS THEN CREATE TABLE post (a int); END $$;
DO $$ BEGIN CREATE TABLE pre (a int); RAISE NOTICE 'x'; EXCEPTION WHEN OTHERS THEN CREATE TABLE no (a int); END $$;
DO $$ BEGIN CREATE TABLE half (a int); CREATE TABLE t (z int); EXCEPTION WHEN undefined_table THEN NULL; WHEN duplicate_table THEN ALTER TABLE t ADD z int; END $$;
DO $$ BEGIN BEGIN ALTER TABLE t ADD x int; DROP TABLE nope; EXCEPTION WHEN OTHERS THEN NULL; END; ALTER TABLE t ADD w int; END $$;
DO $$ BEGIN ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES nope; EXCEPTION WHEN undefined_table THEN CREATE TABLE ut (a int); END $$;
DO $$ BEGIN ALTER TABLE t DROP COLUMN nope; EXCEPTION WHEN undefined_column THEN CREATE TABLE uc (a int); END $$;
DO $$ BEGIN CREATE EXTENSION nope_ext; EXCEPTION WHEN OTHERS THEN CREATE TABLE ue (a int); END $$;
CREATE SCHEMA app;
DO $$ BEGIN SET LOCAL search_path = app; CREATE TABLE inside (a int); END $$;
CREATE TABLE outside (a int);
BEGIN;
DO $$ BEGIN SET LOCAL search_path = app; CREATE TABLE inside_2 (a int); END $$;
CREATE TABLE inside_3 (a int);
COMMIT;
CREATE TABLE outside_2 (a int);
DO $$ BEGIN PERFORM 1/0; CREATE TABLE d1 (a int); EXCEPTION WHEN division_by_zero THEN CREATE TABLE d2 (a int); END $$;
DO $$ BEGIN CREATE TABLE as1 (a int); ASSERT to_regclass('t') IS NULL, 'x'; EXCEPTION WHEN division_by_zero THEN NULL; WHEN assert_failure THEN CREATE TABLE as2 (a int); END $$;
DO $$ BEGIN CREATE TABLE as3 (a int); ASSERT to_regclass('t') IS NOT NULL; EXCEPTION WHEN assert_failure THEN CREATE TABLE as4 (a int); END $$;
-- an exclusion of expressions, and a collation, name no column and no relation that is missing
CREATE TABLE excluded (a int, b text);
DO $$ BEGIN
  ALTER TABLE excluded ADD EXCLUDE USING gist (int4range(a, a + 1) WITH &&);
EXCEPTION WHEN undefined_column THEN NULL; END $$;
DO $$ BEGIN CREATE INDEX collated ON excluded (b COLLATE "C"); EXCEPTION WHEN OTHERS THEN NULL; END $$;
