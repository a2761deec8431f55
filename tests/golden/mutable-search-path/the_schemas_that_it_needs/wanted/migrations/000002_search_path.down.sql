BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER FUNCTION public.is_well(text) RESET search_path;
ALTER FUNCTION public.find_by_mail(citext) RESET search_path;
ALTER FUNCTION public.count_rows(text) RESET search_path;
ALTER FUNCTION public.alike(text) RESET search_path;
COMMIT;
