-- hours.closes has an offset from UTC, and without a date nobody knows in which time zone that is.  [timetz-column]
-- hours.opens has an offset from UTC, and without a date nobody knows in which time zone that is.  [timetz-column]
-- The offsets do not come back: all times are in UTC then.
-- Lock: ACCESS EXCLUSIVE on hours; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.hours ALTER COLUMN closes TYPE time(0) without time zone USING (closes AT TIME ZONE 'UTC')::time(0) without time zone;
ALTER TABLE public.hours ALTER COLUMN opens TYPE time without time zone USING (opens AT TIME ZONE 'UTC')::time without time zone;
COMMIT;
