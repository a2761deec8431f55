-- public."notes per user" is a materialized view, which row security cannot protect: clients see all of it.  [relation-without-row-filter]
-- public.customers is a foreign table, which row security cannot protect: clients see all of it.  [relation-without-row-filter]
-- public.for_everybody is a materialized view, which row security cannot protect: clients see all of it.  [relation-without-row-filter]
-- Through PUBLIC everybody had SELECT on public.for_everybody: a role that has no grant of its own loses it, but for service_role.
-- Locks: none on tables.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
REVOKE SELECT ON TABLE public."notes per user" FROM anon, authenticated;
REVOKE SELECT ON TABLE public.customers FROM authenticated;
REVOKE SELECT ON TABLE public.for_everybody FROM PUBLIC;
GRANT SELECT ON TABLE public.for_everybody TO service_role;
