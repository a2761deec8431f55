-- named has no primary key; a identifies a row.  [missing-primary-key]
-- public.named_a, on the same columns, stays: something may depend on it.
-- Lock: SHARE UPDATE EXCLUSIVE on named; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.named_pkey, then `migrate force 2` and `migrate up`.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS named_pkey ON public.named (a);
