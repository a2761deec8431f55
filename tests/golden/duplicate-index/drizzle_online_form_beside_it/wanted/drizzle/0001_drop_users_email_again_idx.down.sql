-- Run by hand, newest first: psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f drizzle/0001_drop_users_email_again_idx.down.sql
-- To make Drizzle forget it: DELETE FROM drizzle.__drizzle_migrations WHERE created_at = 1767323045000;
-- and, unless it is to come back, delete its file and its entry in the journal.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
CREATE INDEX users_email_again_idx ON public.users (email);
COMMIT;
