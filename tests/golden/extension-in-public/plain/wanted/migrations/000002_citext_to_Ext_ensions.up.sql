-- The extension citext is in the schema public, among the application's own names.  [extension-in-public]
-- Whoever uses citext without its schema's name needs Ext ensions in the search_path.
-- Locks: none on tables.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE SCHEMA "Ext ensions";
ALTER EXTENSION citext SET SCHEMA "Ext ensions";
COMMIT;
