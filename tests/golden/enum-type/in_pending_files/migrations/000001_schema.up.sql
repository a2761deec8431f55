-- How far an order is.
CREATE TYPE public.status AS ENUM ('new', 'it''s done');
COMMENT ON TYPE public.status IS 'How far it is.';
CREATE TABLE public.orders (
    id bigint PRIMARY KEY,
    status public.status NOT NULL DEFAULT 'new'::public.status, -- moves on
    "Before" public.status
);
CREATE INDEX orders_status ON public.orders (status);
CREATE TABLE public.parted (status public.status NOT NULL) PARTITION BY LIST (status);
CREATE TABLE public.parted_new PARTITION OF public.parted FOR VALUES IN ('new');
