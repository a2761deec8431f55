-- CASCADE takes columns that are computed with what goes, of others the default alone
CREATE FUNCTION w(n int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT n';
CREATE TABLE par (id int, k int, g int GENERATED ALWAYS AS (w(id)) STORED, d int DEFAULT w(2), CHECK (g > 0), UNIQUE (g));
CREATE TABLE heir (z int) INHERITS (par);
CREATE INDEX pi ON par (k) WHERE g > 1; CREATE INDEX pj ON par (k);
CREATE VIEW pv AS SELECT g FROM par; CREATE VIEW pw AS SELECT k FROM par;
GRANT SELECT (g, k) ON par TO pg_monitor;
CREATE TABLE ref (g int REFERENCES par (g), CHECK (w(g) > 1));
CREATE TABLE parted (a int, b int, g int GENERATED ALWAYS AS (w(b)) STORED) PARTITION BY LIST (a);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
CREATE TABLE pp (a int, b int) PARTITION BY LIST (w(a)); CREATE TABLE pp_1 PARTITION OF pp FOR VALUES IN (1);
CREATE PUBLICATION news FOR TABLE par (id, k), ref;
DROP FUNCTION w(int) CASCADE;
-- of whatever kind that is
CREATE DOMAIN dd AS int; CREATE TYPE en AS ENUM ('a'); CREATE COLLATION cc FROM "C";
CREATE FUNCTION eq(point, point) RETURNS bool IMMUTABLE LANGUAGE sql AS 'SELECT $1[0] = $2[0]';
CREATE OPERATOR =# (LEFTARG = point, RIGHTARG = point, FUNCTION = eq);
CREATE TABLE t (c int, s text, p point, d int DEFAULT 1::dd, e en, g int GENERATED ALWAYS AS (c::dd) STORED,
    h bool GENERATED ALWAYS AS (s > 'x' COLLATE cc) STORED, i bool GENERATED ALWAYS AS ('a'::en IS NOT NULL) STORED,
    j bool GENERATED ALWAYS AS (p =# p) STORED, k bool GENERATED ALWAYS AS (e IS NOT NULL) STORED,
    l int GENERATED ALWAYS AS (c + 1) STORED, m text DEFAULT 'a'::en);
DROP DOMAIN dd CASCADE; DROP COLLATION cc CASCADE; DROP OPERATOR =# (point, point) CASCADE; DROP TYPE en CASCADE;
-- attributes go from a composite type, which stays
CREATE TYPE en AS ENUM ('a'); CREATE TABLE spot (x int); CREATE COLLATION cc FROM "C";
CREATE TYPE ct AS (a en, b int, z en[], f spot, o text COLLATE cc);
CREATE TABLE u (c ct, v int); CREATE VIEW uv AS SELECT u.c FROM u; CREATE TABLE uo OF ct; CREATE FUNCTION ctf(ct) RETURNS int LANGUAGE sql AS 'SELECT 1';
DROP TYPE en CASCADE; DROP TABLE spot CASCADE; DROP COLLATION cc CASCADE;
-- a domain goes with its default, and stays without a check
CREATE FUNCTION uid() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
CREATE FUNCTION ok(text) RETURNS bool LANGUAGE sql AS $$ SELECT true $$;
CREATE DOMAIN dm AS text DEFAULT uid(); CREATE DOMAIN dc AS text DEFAULT 'y' CHECK (ok(VALUE)) CHECK (VALUE <> '');
CREATE DOMAIN db AS text DEFAULT uid() CHECK (ok(VALUE)); CREATE DOMAIN above AS dm; CREATE TYPE hold AS (y dm, b int);
CREATE TABLE dt (a dm, b int, c dc, d db, e above, f hold, g text DEFAULT uid(), h text GENERATED ALWAYS AS (e || 'x') STORED);
CREATE INDEX ON dt (c); CREATE INDEX ON dt (e); CREATE VIEW dv AS SELECT dt.a FROM dt; CREATE FUNCTION takes(dm) RETURNS int LANGUAGE sql AS 'SELECT 1';
DROP FUNCTION uid CASCADE; DROP FUNCTION ok CASCADE;
