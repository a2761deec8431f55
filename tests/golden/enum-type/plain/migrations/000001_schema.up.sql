CREATE TYPE public.status AS ENUM ('new', 'it''s done');
COMMENT ON TYPE public.status IS 'How far it is.';
CREATE TABLE public.orders (
    id bigint PRIMARY KEY,
    status public.status NOT NULL DEFAULT 'new'::public.status,
    "Before" public.status
);
CREATE INDEX orders_status ON public.orders (status);
CREATE VIEW public.new_orders AS SELECT id, status FROM public.orders WHERE status = 'new';
INSERT INTO public.orders (id) VALUES (1);
-- a function takes it
CREATE TYPE public.kind AS ENUM ('a', 'b');
CREATE TABLE public.things (kind public.kind);
CREATE FUNCTION public.is_a(k public.kind) RETURNS boolean LANGUAGE sql AS 'SELECT k = ''a''';
