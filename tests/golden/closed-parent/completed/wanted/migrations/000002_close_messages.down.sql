BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP TRIGGER messages_sessions_open ON public.messages;
DROP FUNCTION public.messages_sessions_open();
COMMIT;
