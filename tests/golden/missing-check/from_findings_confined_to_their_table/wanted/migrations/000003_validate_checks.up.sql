-- By the finding, bookings is to satisfy starts_at < ends_at: now the database holds it to that.  [missing-check]
-- By the finding, bookings.seats is to satisfy seats BETWEEN 1 AND 9: now the database holds it to that.  [missing-check]
-- Fails if there are rows of bookings that break starts_at < ends_at; find them first: SELECT id, ends_at, starts_at FROM public.bookings WHERE NOT (starts_at < ends_at)
-- Fails if there are rows of bookings that break seats BETWEEN 1 AND 9; find them first: SELECT id, seats FROM public.bookings WHERE NOT (seats BETWEEN 1 AND 9)
-- Lock: SHARE UPDATE EXCLUSIVE on bookings; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.bookings VALIDATE CONSTRAINT bookings_span;
ALTER TABLE public.bookings VALIDATE CONSTRAINT bookings_seats_check;
COMMIT;
