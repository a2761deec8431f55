DROP INDEX CONCURRENTLY IF EXISTS public.orders_actor_idx;
