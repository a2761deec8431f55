BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER EXTENSION citext SET SCHEMA public;
DROP SCHEMA "Ext ensions";
COMMIT;
