-- Every write keeps shops_region_idx up to date, and shops_region_clustered serves all its queries.  [duplicate-index]
-- Lock: SHARE UPDATE EXCLUSIVE on shops; reads and writes go on. Runs outside a transaction, alone in its file.
DROP INDEX CONCURRENTLY IF EXISTS public.shops_region_idx;
