-- public.notes is part of what the API offers to anon.  [table-in-api]
-- public.titles is part of what the API offers to authenticated.  [table-in-api]
-- public.titles is part of what the API offers to anon.  [table-in-api]
-- Locks: none on tables.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
REVOKE SELECT ON TABLE public.notes FROM anon;
REVOKE SELECT ON TABLE public.titles FROM authenticated;
REVOKE SELECT ON TABLE public.titles FROM anon;
