CREATE TABLE public.seats (hall bigint NOT NULL, number int NOT NULL, note text);
CREATE UNIQUE INDEX seats_place ON public.seats (hall, number);
COMMENT ON INDEX public.seats_place IS 'Where it is.';
-- a constraint's index stays
CREATE TABLE public.codes (code text NOT NULL UNIQUE, name text);
CREATE TABLE public.uses (id bigint PRIMARY KEY, code text REFERENCES public.codes (code));
-- replication knows rows by it
CREATE TABLE public.replicated (code text NOT NULL);
CREATE UNIQUE INDEX replicated_code ON public.replicated (code);
ALTER TABLE public.replicated REPLICA IDENTITY USING INDEX replicated_code;
-- nothing tells
CREATE TABLE public.logs (at timestamptz NOT NULL, code text);
CREATE UNIQUE INDEX logs_code ON public.logs (code);
CREATE UNIQUE INDEX logs_at ON public.logs (at) WHERE code IS NULL;
