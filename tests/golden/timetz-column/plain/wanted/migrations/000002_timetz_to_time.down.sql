BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.hours ALTER COLUMN opens TYPE time with time zone USING (opens::text || '+00')::time with time zone;
ALTER TABLE public.hours ALTER COLUMN closes TYPE time(0) with time zone USING (closes::text || '+00')::time(0) with time zone;
COMMIT;
