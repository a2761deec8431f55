DROP INDEX CONCURRENTLY IF EXISTS public.letters_sender_idx;
