-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030409_owner_messages.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030409
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.messages DROP CONSTRAINT messages_user_id_fkey;
ALTER TABLE public.messages ALTER COLUMN user_id DROP NOT NULL;
ALTER TABLE public.messages ADD CONSTRAINT messages_user_id_is_set CHECK (user_id IS NOT NULL) NOT VALID;
COMMIT;
