BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.logs DROP CONSTRAINT logs_kind_fkey;
DROP TABLE public.kinds;
ALTER TABLE public.logs ADD CONSTRAINT logs_kind_check CHECK (kind IN ('signed in', 'it''s out', 'failed'));
COMMIT;
