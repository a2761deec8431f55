BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.bookings DROP CONSTRAINT bookings_seats_check;
ALTER TABLE public.bookings DROP CONSTRAINT bookings_span;
COMMIT;
