-- "Events"."No" takes numbers that its sequence does not know, and hands out itself later.  [identity-by-default]
-- users.id takes numbers that its sequence does not know, and hands out itself later.  [identity-by-default]
-- Locks: ACCESS EXCLUSIVE on "Events", users; SHARE ROW EXCLUSIVE on "Events_No_seq", users_id_seq; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public."Events" ALTER COLUMN "No" SET GENERATED ALWAYS;
ALTER TABLE public.users ALTER COLUMN id SET GENERATED ALWAYS;
COMMIT;
