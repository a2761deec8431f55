-- the collations (24.2.1 Concepts) and types that columns of CREATE TABLE AS derive
CREATE FUNCTION same (text) RETURNS text LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION first_of (anyelement, anyelement) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE AGGREGATE first (sfunc = first_of, basetype = anyelement, stype = anyelement);
CREATE DOMAIN label AS text COLLATE "POSIX";
CREATE TABLE t (name text COLLATE "C", n int, plain text, of_domain label, of_type name);
CREATE TABLE calls AS
    SELECT lower(name) AS a, concat(name, 'x') AS b, md5(name) AS c, same(name) AS d, upper(same(name)) AS e,
        lower(plain) AS f, concat(n, 'x') AS g, lower(name COLLATE "POSIX") AS h, lower(name || plain) AS i
    FROM t;
CREATE TABLE casts AS
    SELECT name::varchar(3) AS a, name::label AS b, of_domain::text AS c, of_type::text AS d, lower(of_type::text) AS e,
        n::text AS f, 'x'::text AS g, name AS h, plain AS i
    FROM t;
CREATE TABLE alternatives AS
    SELECT coalesce(name, 'x') AS a, greatest(name, plain) AS b, coalesce(name, plain COLLATE "POSIX") AS c,
        CASE WHEN n > 0 THEN name END AS d, name || 'x' AS e, plain || 'x' AS f
    FROM t;
CREATE TABLE aggregated AS
    SELECT max(name) AS a, string_agg(name, ',') AS b, first(name) AS c, first(n) AS d, upper(first(name)) AS e FROM t;
CREATE TABLE joined AS SELECT plain AS a FROM t UNION ALL SELECT name FROM t;

-- the types of calculations
CREATE TABLE numbers (a int2, b int4, c int8, d numeric(10,2), e float4, f float8, g date);
CREATE TABLE calculated AS
    SELECT a + a AS aa, a + b AS ab, b * c AS bc, c - d AS cd, d / d AS dd, d + e AS de, e + e AS ee, e + f AS ef,
        b + f AS bf, coalesce(d, 0.0) - coalesce(b, 0) AS db, a + 1 AS more, b / 2.5 AS less
    FROM numbers;
CREATE TABLE sums AS
    SELECT sum(a) AS a, sum(b) AS b, sum(c) AS c, sum(d) AS d, sum(e) AS e, sum(f) AS f, avg(a) AS g, avg(d) AS h,
        avg(e) AS i, max(d) AS j, min(g) AS k, coalesce(sum(d), 0.0::numeric) AS l
    FROM numbers;
