CREATE TABLE t (a int, b int, c int); CREATE VIEW v AS SELECT a, b FROM t;
GRANT SELECT (a, b), UPDATE (c) ON t TO pg_monitor WITH GRANT OPTION;
GRANT SELECT ON t TO PUBLIC;
REVOKE SELECT (b) ON t FROM pg_monitor;
GRANT INSERT (a) ON v TO pg_monitor; GRANT ALL (b) ON t TO pg_read_all_data;
REVOKE UPDATE ON t FROM pg_monitor;
ALTER TABLE t RENAME a TO aa; ALTER TABLE t DROP b CASCADE;
