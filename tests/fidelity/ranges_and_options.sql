-- a range needs the function that measures it, and follows its subtype's name
CREATE FUNCTION measured(a time, b time) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT extract(epoch FROM (a - b))';
CREATE TYPE hours AS RANGE (subtype = time, subtype_diff = measured);
CREATE DOMAIN amount AS int;
CREATE TYPE amounts AS RANGE (subtype = amount);
ALTER DOMAIN amount RENAME TO quantity;
ALTER FUNCTION measured(time, time) RENAME TO between;
CREATE SCHEMA app;
SET search_path = app, public;
CREATE DOMAIN word AS text;
CREATE TYPE words AS RANGE (subtype = word, collation = "C");
CREATE TABLE public.t (at hours, n amounts, w words, big text) WITH (toast.autovacuum_enabled = off);
ALTER TABLE public.t SET (autovacuum_enabled = false, toast.autovacuum_vacuum_scale_factor = 0.1);
ALTER TABLE public.t RESET (toast.autovacuum_enabled);
