CREATE TABLE notes (id uuid PRIMARY KEY, user_id uuid NOT NULL, body text);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE TABLE secrets (id uuid PRIMARY KEY);
REVOKE ALL ON secrets FROM anon, authenticated;

CREATE VIEW recent AS SELECT id, body FROM notes;
CREATE VIEW "Of it's users" WITH (security_barrier = true, security_invoker = false) AS
    SELECT recent.id FROM recent JOIN secrets USING (id);
CREATE VIEW emails AS SELECT id, email FROM auth.users;

-- nothing to do: invoker's rights already, no client, not the API's schema
CREATE VIEW invoker WITH (security_invoker) AS SELECT id FROM notes;
CREATE VIEW internal AS SELECT id FROM notes;
REVOKE ALL ON internal FROM anon, authenticated;
CREATE SCHEMA private;
CREATE VIEW private.all_notes AS SELECT * FROM public.notes;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS notes FROM notes;
