-- named has no primary key; a identifies a row.  [missing-primary-key]
-- public.named_a, on the same columns, stays: something may depend on it.
-- Lock: ACCESS EXCLUSIVE on named; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.named ADD CONSTRAINT named_pkey PRIMARY KEY USING INDEX named_pkey;
COMMIT;
