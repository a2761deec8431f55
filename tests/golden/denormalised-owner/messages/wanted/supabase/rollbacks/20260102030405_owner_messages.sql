-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030405_owner_messages.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030405
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP TRIGGER messages_user_id_set ON public.messages;
DROP FUNCTION public.messages_user_id_set();
ALTER TABLE public.messages DROP COLUMN user_id;
COMMIT;
