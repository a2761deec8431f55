-- The extension pg_trgm is in the schema public, among the application's own names.  [extension-in-public]
-- Whoever uses pg_trgm without its schema's name needs extensions in the search_path.
-- Locks: none on tables.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE SCHEMA extensions;
ALTER EXTENSION pg_trgm SET SCHEMA extensions;
COMMIT;
