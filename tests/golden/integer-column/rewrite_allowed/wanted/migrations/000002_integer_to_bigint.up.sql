-- teams.id is integer, and inserts fail when the numbers are used up.  [integer-column]
-- users.id is integer, and inserts fail when the numbers are used up.  [integer-column]
-- Dropped and made again on the way: view public.leads.
-- Locks: ACCESS EXCLUSIVE on leads, members, teams, users; SHARE ROW EXCLUSIVE on teams_id_seq, users_id_seq; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
DROP VIEW public.leads;
ALTER TABLE public.teams ALTER COLUMN id TYPE bigint USING id::bigint;
ALTER TABLE public.members ALTER COLUMN team_id TYPE bigint USING team_id::bigint;
CREATE VIEW public.leads AS SELECT id, lead FROM public.teams;
DROP VIEW public.leads;
ALTER TABLE public.users ALTER COLUMN id DROP DEFAULT, ALTER COLUMN id TYPE bigint USING id::bigint, ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);
ALTER TABLE public.teams ALTER COLUMN lead TYPE bigint USING lead::bigint;
ALTER TABLE public.members ALTER COLUMN user_id TYPE bigint USING user_id::bigint;
ALTER SEQUENCE public.users_id_seq AS bigint;
CREATE VIEW public.leads AS SELECT id, lead FROM public.teams;
COMMIT;
