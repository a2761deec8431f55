BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP TRIGGER users_audit ON public.users;
DROP TRIGGER accounts_audit ON public.accounts;
DROP FUNCTION public.record_change();
DROP TABLE public.audit_log;
COMMIT;
