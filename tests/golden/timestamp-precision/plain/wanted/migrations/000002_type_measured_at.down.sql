BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.measured ALTER COLUMN at DROP DEFAULT, ALTER COLUMN at TYPE timestamp(0) with time zone USING at::timestamp(0) with time zone, ALTER COLUMN at SET DEFAULT now();
COMMIT;
