-- Every write keeps users_email_idx up to date, and users_email_key serves all its queries.  [duplicate-index]
-- Lock: SHARE UPDATE EXCLUSIVE on users; reads and writes go on. Runs outside a transaction, alone in its file.
DROP INDEX CONCURRENTLY IF EXISTS public.users_email_idx;
