CREATE TABLE public.users (
    id bigint PRIMARY KEY,
    email text NOT NULL CONSTRAINT users_email_key UNIQUE,
    name text
);
COMMENT ON TABLE public.users IS 'Everybody who can sign in.';
-- the constraint's own index is there already
CREATE INDEX users_email_idx ON public.users (email);
CREATE INDEX users_name_idx ON public.users (lower(name)) WHERE name IS NOT NULL;
CREATE INDEX users_lower_name ON public.users (lower(name)) WHERE name IS NOT NULL;
COMMENT ON INDEX public.users_lower_name IS 'For the search.';
-- these are not the same
CREATE INDEX users_name_desc ON public.users (name DESC);
CREATE INDEX users_name_asc ON public.users (name);
CREATE INDEX users_name_hash ON public.users USING hash (name);
CREATE INDEX users_name_c ON public.users (name COLLATE "C");
CREATE INDEX users_name_email ON public.users (name, email);

CREATE TABLE public.events (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
COMMENT ON TABLE public.events IS 'What happened.';
CREATE TABLE public.events_1 PARTITION OF public.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
COMMENT ON TABLE public.events_1 IS 'In 2026.';
CREATE INDEX events_kind ON public.events (kind);
CREATE INDEX events_kind_again ON public.events (kind);
