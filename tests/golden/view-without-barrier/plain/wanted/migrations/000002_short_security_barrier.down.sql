BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER VIEW public.short RESET (security_barrier);
COMMIT;
