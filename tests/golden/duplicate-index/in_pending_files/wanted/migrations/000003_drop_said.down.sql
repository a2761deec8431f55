BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
COMMENT ON INDEX public.said IS 'why it is there';
COMMIT;
