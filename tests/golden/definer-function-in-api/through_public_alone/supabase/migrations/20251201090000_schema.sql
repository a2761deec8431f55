-- nobody has it but through PUBLIC: what anon loses the users of the application keep
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON FUNCTIONS FROM anon, authenticated, service_role;
CREATE FUNCTION all_ids() RETURNS SETOF uuid LANGUAGE sql SECURITY DEFINER AS 'SELECT id FROM auth.users';
