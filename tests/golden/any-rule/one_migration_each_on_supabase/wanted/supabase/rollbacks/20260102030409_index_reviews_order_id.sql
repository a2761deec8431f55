-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030409_index_reviews_order_id.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030409
DROP INDEX CONCURRENTLY IF EXISTS public.reviews_order_id_idx;
