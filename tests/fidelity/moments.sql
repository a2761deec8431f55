CREATE TABLE t (a timestamptz DEFAULT 'now', b timestamptz DEFAULT now(), c time DEFAULT 'now'::time, d date default 'today');
CREATE VIEW v AS SELECT a FROM t WHERE a > 'now'::timestamptz AND c < time 'now' AND d < date 'tomorrow';
ALTER TABLE t ADD CHECK (a < 'now'::timestamptz);
CREATE INDEX i ON t (a) WHERE a > 'now'::timestamptz;
CREATE FUNCTION f(x timestamptz DEFAULT 'now'::timestamptz) RETURNS int LANGUAGE sql AS 'select 1';
CREATE DOMAIN dd AS timestamptz DEFAULT 'now'::timestamptz CHECK (VALUE < 'now'::timestamptz);
CREATE VIEW r AS SELECT '[now,)'::tstzrange AS x, '{now,tomorrow}'::timestamp[] AS y;
CREATE FUNCTION g() RETURNS timestamptz RETURN 'now'::timestamptz;
