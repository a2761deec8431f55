CREATE TABLE public.scenarios (
    id bigint PRIMARY KEY,
    title text NOT NULL,
    "Slug" text CONSTRAINT slugs UNIQUE
);
CREATE TABLE public.seats (
    hall bigint NOT NULL,
    "row" int NOT NULL,
    number int,
    title text
);
CREATE UNIQUE INDEX seats_title ON public.seats (title) WHERE title <> '';
-- the name that PostgreSQL would give is taken
CREATE INDEX scenarios_title_key ON public.scenarios (lower(title));
