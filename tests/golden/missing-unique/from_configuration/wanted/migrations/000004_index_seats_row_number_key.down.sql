DROP INDEX CONCURRENTLY IF EXISTS public.seats_row_number_key;
