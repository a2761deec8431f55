-- A new value of logs.kind is a row in kinds from now on, and no migration.  [reference-table]
-- Programs that add to logs.kind add to kinds first.
-- Lock: SHARE UPDATE EXCLUSIVE on logs; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.logs_kind_idx, then `migrate force 1` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS logs_kind_idx ON public.logs (kind);
