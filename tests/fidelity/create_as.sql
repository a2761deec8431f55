CREATE TABLE source (id int PRIMARY KEY, name varchar(10) COLLATE "C" NOT NULL, n numeric(10, 2) DEFAULT 1);
CREATE TABLE copied AS SELECT * FROM source;
CREATE TABLE renamed (a, b) AS SELECT id, name FROM source WHERE n > 1 WITH NO DATA;
CREATE UNLOGGED TABLE few WITH (fillfactor = 70) AS SELECT name, id AS number FROM source;
SELECT id, n INTO chosen FROM source;
ALTER TABLE copied ADD PRIMARY KEY (id);
CREATE TEMP TABLE gone AS SELECT * FROM source;
CREATE TABLE both_arms AS SELECT id, name, NULL::int AS other, 1 AS one, '' AS nothing FROM source UNION ALL SELECT NULL, 'x', id, 2, 'y' FROM source;
CREATE TABLE joined AS SELECT a.id, b.n, now() AS at, b.id IS NULL AS missing, coalesce(b.name, a.name) FROM source a LEFT JOIN source b ON b.id = a.id;
CREATE VIEW named AS SELECT id AS number, name FROM source;
CREATE TABLE of_view AS WITH q (a, b) AS (SELECT * FROM named) SELECT q.*, (SELECT 1) IS NULL AS t FROM q, (VALUES (1, 'z')) v;
CREATE TABLE counted AS SELECT name, count(*), 5000000000 AS big, 1.5 AS part, name COLLATE "POSIX" AS sorted FROM source GROUP BY name;
CREATE TABLE greatest_of AS SELECT max(id), min(name) AS least, max(n) AS n, max(ARRAY[1]) = ARRAY[1] AS same FROM source;
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE SEQUENCE numbers;
CREATE TABLE felt (who text, mood mood, since date);
CREATE TABLE last_felt AS
SELECT who, max(mood) AS mood, nextval('numbers') AS number, length(who) AS long, trim(who) AS bare,
    extract(year FROM now()) AS year, to_char(now(), 'YYYY') AS written, array_length(ARRAY[1], 1) AS many,
    substring(who FROM 2) AS rest, replace(who, 'a', 'b') AS other, split_part(who, ',', 1) AS part
FROM (SELECT who, mood FROM felt UNION ALL SELECT who, NULL::mood FROM felt) AS both_of_them
GROUP BY who;
CREATE TABLE cast_twice AS SELECT '2020-01-01'::date::timestamp, CASE WHEN true THEN 'a'::text ELSE 'b'::text END, 'pg_class'::regclass::oid, CASE WHEN true THEN 1 END::bigint, ('a'::varchar COLLATE "C")::text;
