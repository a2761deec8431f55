CREATE TABLE t (a text COMPRESSION pglz, b text, c numeric, d int)
    WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, toast.autovacuum_enabled = false);
ALTER TABLE t ALTER c SET STORAGE external;
CREATE UNLOGGED TABLE u (id serial PRIMARY KEY, n int) WITH (autovacuum_enabled = off);
CREATE TABLE v (a int) USING heap TABLESPACE pg_default;
