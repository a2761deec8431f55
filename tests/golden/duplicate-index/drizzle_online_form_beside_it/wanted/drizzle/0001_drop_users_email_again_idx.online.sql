-- Every write keeps users_email_again_idx up to date, and users_email_idx serves all its queries.  [duplicate-index]
-- Run by hand before 0001_drop_users_email_again_idx.sql, which then finds the work done:
-- psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f drizzle/0001_drop_users_email_again_idx.online.sql
DROP INDEX CONCURRENTLY IF EXISTS public.users_email_again_idx;
