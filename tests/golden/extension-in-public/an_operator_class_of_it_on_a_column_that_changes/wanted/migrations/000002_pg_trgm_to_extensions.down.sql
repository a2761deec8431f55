BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER EXTENSION pg_trgm SET SCHEMA public;
DROP SCHEMA extensions;
COMMIT;
