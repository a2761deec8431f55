-- events (at) says a time and not in which time zone: now it is a moment.  [timestamp-without-time-zone]
-- sessions (started_at, "Ended at", stored_at) says a time and not in which time zone: now it is a moment.  [timestamp-without-time-zone]
-- What programs write without a time zone is taken in that of their session, no longer in Europe/Berlin.
-- Dropped and made again on the way: constraint sessions_check, policy recent, view public.open_sessions.
-- Locks: ACCESS EXCLUSIVE on events, events_a, sessions, open_sessions; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.events ALTER COLUMN at TYPE timestamp with time zone USING at AT TIME ZONE 'Europe/Berlin';
ALTER TABLE public.sessions DROP CONSTRAINT sessions_check;
DROP POLICY recent ON public.sessions;
DROP VIEW public.open_sessions;
ALTER TABLE public.sessions ALTER COLUMN started_at DROP DEFAULT, ALTER COLUMN started_at TYPE timestamp with time zone USING started_at AT TIME ZONE 'Europe/Berlin', ALTER COLUMN started_at SET DEFAULT now(), ALTER COLUMN "Ended at" TYPE timestamp(3) with time zone USING "Ended at" AT TIME ZONE 'Europe/Berlin', ALTER COLUMN stored_at DROP DEFAULT, ALTER COLUMN stored_at TYPE timestamp with time zone USING stored_at AT TIME ZONE 'Europe/Berlin', ALTER COLUMN stored_at SET DEFAULT now();
ALTER TABLE public.sessions ADD CONSTRAINT sessions_check CHECK ("Ended at" >= started_at) NOT VALID;
CREATE VIEW public.open_sessions AS SELECT id, started_at FROM public.sessions WHERE "Ended at" IS NULL;
CREATE POLICY recent ON public.sessions USING (started_at > now() - interval '1 day');
COMMIT;
