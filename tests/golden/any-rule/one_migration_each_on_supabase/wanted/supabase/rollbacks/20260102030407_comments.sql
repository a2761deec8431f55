-- Run by hand: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f supabase/rollbacks/20260102030407_comments.sql
-- To make the CLI forget it: supabase migration repair --status reverted 20260102030407
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
COMMENT ON TABLE public.reviews IS NULL;
COMMENT ON TABLE public.orders IS NULL;
COMMENT ON TABLE public.customers IS NULL;
COMMIT;
