-- public under another name, and another one in its place
GRANT CREATE ON SCHEMA public TO fidelity_a;
ALTER SCHEMA public RENAME TO old;
CREATE SCHEMA public;
CREATE TABLE public.t (a int);
GRANT USAGE ON SCHEMA public TO fidelity_b;
CREATE SCHEMA other; DROP SCHEMA public CASCADE; ALTER SCHEMA other RENAME TO public; ALTER SCHEMA public RENAME TO last;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO fidelity_b; CREATE SCHEMA public;
