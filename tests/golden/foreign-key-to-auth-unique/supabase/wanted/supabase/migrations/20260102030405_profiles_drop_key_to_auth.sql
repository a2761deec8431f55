-- by_phone of public.profiles refers to auth.users by phone, which Supabase may change at any time.  [foreign-key-to-auth-unique]
-- Nothing ties phone to its user then: a column with the user's id would.
-- Locks: ACCESS EXCLUSIVE on profiles, auth.users; reads and writes wait, for a moment.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.profiles DROP CONSTRAINT by_phone;
