CREATE TABLE notes (id uuid PRIMARY KEY, user_id uuid NOT NULL);
CREATE MATERIALIZED VIEW "notes per user" AS SELECT user_id, count(*) FROM notes GROUP BY user_id;
CREATE MATERIALIZED VIEW for_everybody AS SELECT count(*) FROM notes;
REVOKE ALL ON for_everybody FROM anon, authenticated, service_role;
GRANT SELECT ON for_everybody TO PUBLIC;
CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nothing;
CREATE FOREIGN TABLE customers (id bigint, email text) SERVER elsewhere;
REVOKE SELECT ON customers FROM anon;

-- nothing to do: no client may read it, a schema of one's own, a plain view
CREATE MATERIALIZED VIEW internal AS SELECT count(*) FROM notes;
REVOKE ALL ON internal FROM anon, authenticated;
CREATE SCHEMA private;
CREATE MATERIALIZED VIEW private.totals AS SELECT count(*) FROM public.notes;
CREATE VIEW plain AS SELECT id FROM notes;
