CREATE TABLE public.users (id bigint PRIMARY KEY);
CREATE TABLE public.settings (
    id bigint PRIMARY KEY,
    user_id bigint REFERENCES public.users,
    "Theme" text,
    locale text NOT NULL
);
CREATE INDEX settings_user_id ON public.settings (user_id);
CREATE VIEW public.themes AS SELECT "Theme" FROM public.settings;
-- partitions have it from their parent
CREATE TABLE public.events (at timestamptz NOT NULL, user_id bigint) PARTITION BY RANGE (at);
CREATE TABLE public.events_1 PARTITION OF public.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
-- a name of the CHECK that is taken
CREATE TABLE public.notes (
    id bigint PRIMARY KEY,
    user_id bigint,
    CONSTRAINT notes_user_id_is_set CHECK (user_id > 0)
);
