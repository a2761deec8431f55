-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030405_profiles_drop_key_to_auth.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030405
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.profiles ADD CONSTRAINT by_phone FOREIGN KEY (phone) REFERENCES auth.users (phone) ON DELETE SET NULL;
COMMIT;
