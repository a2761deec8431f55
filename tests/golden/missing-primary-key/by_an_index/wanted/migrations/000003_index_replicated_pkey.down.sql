DROP INDEX CONCURRENTLY IF EXISTS public.replicated_pkey;
