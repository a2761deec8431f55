-- sessions (started_at, "Ended at", stored_at) says a time and not in which time zone: now it is a moment.  [timestamp-without-time-zone]
-- What programs write without a time zone is taken in that of their session, no longer in Europe/Berlin.
-- Dropped and made again on the way: constraint sessions_check, policy recent, view public.open_sessions.
-- Lock: SHARE UPDATE EXCLUSIVE on sessions; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.sessions VALIDATE CONSTRAINT sessions_check;
COMMIT;
