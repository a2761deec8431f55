BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER FUNCTION public.touch() RESET search_path;
ALTER FUNCTION app.close(bigint, text) RESET search_path;
ALTER FUNCTION app.close(bigint) RESET search_path;
ALTER PROCEDURE app."Empty"(bigint, integer) RESET search_path;
COMMIT;
