-- Orders belong to users, and have a number and a total.  [suggested-sql]
-- Lock: SHARE UPDATE EXCLUSIVE on users; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.users_email_key, then `migrate force 2` and `migrate up`.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_email_key ON public.users (email);
