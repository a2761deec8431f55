-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030406_index_notes_user_id.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030406
DROP INDEX CONCURRENTLY IF EXISTS public.notes_user_id_idx;
