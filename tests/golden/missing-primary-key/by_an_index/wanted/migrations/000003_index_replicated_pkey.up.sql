-- replicated has no primary key; code identifies a row.  [missing-primary-key]
-- public.replicated_code, on the same columns, stays: something may depend on it.
-- Lock: SHARE UPDATE EXCLUSIVE on replicated; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.replicated_pkey, then `migrate force 2` and `migrate up`.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS replicated_pkey ON public.replicated (code);
