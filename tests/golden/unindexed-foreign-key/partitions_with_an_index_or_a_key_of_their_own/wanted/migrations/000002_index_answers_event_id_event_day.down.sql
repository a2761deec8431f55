DROP INDEX CONCURRENTLY IF EXISTS public.answers_event_id_event_day_idx;
