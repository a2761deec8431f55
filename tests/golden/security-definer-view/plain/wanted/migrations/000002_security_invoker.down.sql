BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER VIEW public.notes_of_all RESET (security_invoker);
ALTER VIEW public.over_a_view RESET (security_invoker);
COMMIT;
