CREATE TABLE notes (id uuid PRIMARY KEY, user_id uuid NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION all_notes() RETURNS SETOF notes LANGUAGE sql SECURITY DEFINER AS 'SELECT * FROM public.notes';
CREATE FUNCTION "count it"(of uuid, text DEFAULT 'x') RETURNS bigint LANGUAGE sql SECURITY DEFINER
    AS 'SELECT count(*) FROM public.notes WHERE user_id = of';
REVOKE EXECUTE ON FUNCTION "count it" FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "count it" TO authenticated WITH GRANT OPTION;

-- nothing to do: the caller's rights, a trigger's, nobody's
CREATE FUNCTION mine() RETURNS SETOF notes LANGUAGE sql AS 'SELECT * FROM public.notes';
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION closed() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.notes';
REVOKE ALL ON FUNCTION closed() FROM PUBLIC, anon, authenticated;

-- a policy calls it, so that those it is for need it
CREATE FUNCTION is_member(of uuid) RETURNS boolean LANGUAGE sql SECURITY DEFINER STABLE
    AS 'SELECT EXISTS (SELECT FROM public.notes WHERE user_id = of)';
CREATE POLICY members ON notes FOR SELECT TO authenticated USING (is_member(user_id));
