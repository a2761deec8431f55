-- What an order consists of.  [suggested-sql]
-- Lock: SHARE ROW EXCLUSIVE on users; reads go on, writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE TYPE public.unit AS ENUM ('piece', 'kilogram');
CREATE TABLE public.order_lines (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES public.users (id), -- who ordered
    unit public.unit NOT NULL DEFAULT 'piece'
);
CREATE INDEX ON public.order_lines (user_id);
ALTER TABLE public.order_lines ADD CHECK (user_id > 0);
ALTER TABLE public.order_lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone ON public.order_lines FOR SELECT USING (true);
COMMENT ON TABLE public.order_lines IS 'What an order consists of.';
CREATE FUNCTION public.lines_of(wanted bigint) RETURNS SETOF public.order_lines LANGUAGE sql STABLE
    AS $$ SELECT * FROM public.order_lines WHERE user_id = wanted $$;
CREATE VIEW public.order_units AS SELECT unit, count(*) FROM public.order_lines GROUP BY unit;
COMMIT;
