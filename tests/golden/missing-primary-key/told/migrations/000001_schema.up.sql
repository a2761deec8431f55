CREATE TABLE public.seats (hall bigint, number int NOT NULL, note text);
CREATE TABLE public.logs (at timestamptz NOT NULL);
INSERT INTO public.logs VALUES ('2026-01-01'), ('2026-01-01');
CREATE TABLE public.notes (id text);
CREATE TABLE public.known (id bigint CONSTRAINT it PRIMARY KEY);
CREATE TABLE public.events (at date NOT NULL, kind text NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE public.events_1 PARTITION OF public.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
