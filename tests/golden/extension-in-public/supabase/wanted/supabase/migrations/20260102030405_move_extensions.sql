-- The extension citext is in the schema public, among the application's own names.  [extension-in-public]
-- The extension pg_trgm is in the schema public, among the application's own names.  [extension-in-public]
-- Whoever uses citext without its schema's name needs extensions in the search_path.
-- Whoever uses pg_trgm without its schema's name needs extensions in the search_path.
-- Locks: none on tables.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER EXTENSION citext SET SCHEMA extensions;
ALTER EXTENSION pg_trgm SET SCHEMA extensions;
