-- By the finding, bookings is to satisfy starts_at < ends_at: now the database holds it to that.  [missing-check]
-- By the finding, bookings.seats is to satisfy seats BETWEEN 1 AND 9: now the database holds it to that.  [missing-check]
-- Lock: ACCESS EXCLUSIVE on bookings; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.bookings ADD CONSTRAINT bookings_span CHECK (starts_at < ends_at) NOT VALID;
ALTER TABLE public.bookings ADD CONSTRAINT bookings_seats_check CHECK (seats BETWEEN 1 AND 9) NOT VALID;
COMMIT;
