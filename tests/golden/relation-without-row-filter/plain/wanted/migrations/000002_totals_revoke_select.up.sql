-- api.totals is a materialized view, which row security cannot protect: clients see all of it.  [relation-without-row-filter]
-- Through PUBLIC everybody had SELECT on api.totals: a role that has no grant of its own loses it, but for the owner.
-- Locks: none on tables.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
REVOKE SELECT ON TABLE api.totals FROM PUBLIC, web;
COMMIT;
