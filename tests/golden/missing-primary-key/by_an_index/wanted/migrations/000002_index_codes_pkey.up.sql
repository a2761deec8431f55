-- codes has no primary key; code identifies a row.  [missing-primary-key]
-- public.codes_code_key, on the same columns, stays: something may depend on it.
-- Lock: SHARE UPDATE EXCLUSIVE on codes; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.codes_pkey, then `migrate force 1` and `migrate up`.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS codes_pkey ON public.codes (code);
