-- The policy "limited" of public.notes calls app.limit_of(text), which is IMMUTABLE and reads what changes.  [immutable-session-function]
-- The policy "own" of public.notes calls app.tenant(), app.tenant(text), which is IMMUTABLE and reads what changes.  [immutable-session-function]
-- A plan that is used again would show one user the rows of another.
-- Locks: none on tables.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER FUNCTION app.limit_of(text) STABLE;
ALTER FUNCTION app.tenant() STABLE;
ALTER FUNCTION app.tenant(text) STABLE;
COMMIT;
