-- Names are found.  [suggested-sql]
-- Lock: SHARE UPDATE EXCLUSIVE on users; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.users_nickname, then `migrate force 1` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_nickname ON public.users (lower(nickname));
