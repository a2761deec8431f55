-- Every write keeps users_lower_name up to date, and users_name_idx serves all its queries.  [duplicate-index]
-- Lock: SHARE UPDATE EXCLUSIVE on users; reads and writes go on. Runs outside a transaction, alone in its file.
DROP INDEX CONCURRENTLY IF EXISTS public.users_lower_name;
