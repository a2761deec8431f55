-- The server has version 1.6 of the extension citext. It was at 1.4.  [outdated-extension]
-- The server has version 1.6 of the extension pg_trgm. It was at 1.3.  [outdated-extension]
-- Read its release notes first: there is no way back to the earlier version.
-- Locks: none on tables.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER EXTENSION citext UPDATE TO '1.6';
ALTER EXTENSION pg_trgm UPDATE TO '1.6';
COMMIT;
