-- A new value of logs.kind is a row in kinds from now on, and no migration.  [reference-table]
-- Programs that add to logs.kind add to kinds first.
-- Fails if there are rows of logs that refer to no row of kinds; find them first: SELECT r.id, r.kind FROM public.logs r WHERE r.kind IS NOT NULL AND NOT EXISTS (SELECT FROM public.kinds k WHERE k.kind = r.kind)
-- Locks: SHARE UPDATE EXCLUSIVE on logs; ROW SHARE on kinds; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.logs VALIDATE CONSTRAINT logs_kind_fkey;
COMMIT;
