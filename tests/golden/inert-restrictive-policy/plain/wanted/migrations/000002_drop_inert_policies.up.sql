-- "floor" on public.notes is restrictive, and its condition is true for every row.  [inert-restrictive-policy]
-- "floor_of_both" on public.notes is restrictive, and its condition is true for every row.  [inert-restrictive-policy]
-- If "floor" was meant to restrict something, its condition is missing.
-- If "floor_of_both" was meant to restrict something, its condition is missing.
-- Lock: ACCESS EXCLUSIVE on notes; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP POLICY floor ON public.notes;
DROP POLICY floor_of_both ON public.notes;
COMMIT;
