-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030411_index_messages_user_id.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030411
DROP INDEX CONCURRENTLY IF EXISTS public.messages_user_id_idx;
