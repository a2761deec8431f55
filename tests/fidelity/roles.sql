-- roles that are made, dropped, needed, and undone
CREATE TABLE t (a int);
DO $$ BEGIN CREATE ROLE fidelity_re1; DROP ROLE fidelity_re1; CREATE TABLE t (b int); EXCEPTION WHEN duplicate_table THEN NULL; END $$;
BEGIN; CREATE ROLE fidelity_re2; ROLLBACK;
CREATE ROLE fidelity_re3;
DO $$ BEGIN IF to_regrole('fidelity_re3') IS NULL THEN CREATE TABLE a3 (x int); ELSE CREATE TABLE b3 (x int); END IF; END $$;
DO $$ BEGIN CREATE ROLE fidelity_re3; CREATE TABLE a4 (x int); EXCEPTION WHEN duplicate_object THEN CREATE TABLE b4 (x int); END $$;
GRANT SELECT ON t TO fidelity_re3;
DO $$ BEGIN DROP ROLE fidelity_re3; CREATE TABLE a5 (x int); EXCEPTION WHEN dependent_objects_still_exist THEN CREATE TABLE b5 (x int); END $$;
REVOKE SELECT ON t FROM fidelity_re3;
DO $$ BEGIN DROP ROLE fidelity_re3; CREATE TABLE a6 (x int); EXCEPTION WHEN dependent_objects_still_exist THEN CREATE TABLE b6 (x int); END $$;
DO $$ BEGIN IF to_regrole('fidelity_re3') IS NULL THEN CREATE TABLE a7 (x int); ELSE CREATE TABLE b7 (x int); END IF; END $$;
DO $$ BEGIN GRANT SELECT ON t TO fidelity_re3; CREATE TABLE a8 (x int); EXCEPTION WHEN undefined_object THEN CREATE TABLE b8 (x int); END $$;
DROP ROLE IF EXISTS fidelity_re3, fidelity_re2, fidelity_re1;
