BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP TRIGGER profiles_done_count_count ON public.runs;
DROP FUNCTION public.profiles_done_count_count();
COMMIT;
