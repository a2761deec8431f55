CREATE TABLE public.sessions (
    id bigint PRIMARY KEY,
    started_at timestamp NOT NULL DEFAULT now(),
    "Ended at" timestamp(3),
    stored_at timestamp DEFAULT (now() AT TIME ZONE 'Europe/Berlin'),
    seen_at timestamptz,
    CHECK ("Ended at" >= started_at)
);
CREATE INDEX sessions_started ON public.sessions (started_at DESC);
CREATE VIEW public.open_sessions AS SELECT id, started_at FROM public.sessions WHERE "Ended at" IS NULL;
ALTER TABLE public.sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY recent ON public.sessions USING (started_at > now() - interval '1 day');
INSERT INTO public.sessions VALUES (1, '2026-07-01 12:00', '2026-07-01 13:00:00.123');
-- partitions have the type of their parent
CREATE TABLE public.events (kind text NOT NULL, at timestamp) PARTITION BY LIST (kind);
CREATE TABLE public.events_a PARTITION OF public.events FOR VALUES IN ('a');
