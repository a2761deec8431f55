-- How far an order is.
-- left out: text with a CHECK
-- left out: text with a CHECK
CREATE TABLE public.orders (
    id bigint PRIMARY KEY,
    status text CHECK (status IN ('new', 'it''s done', 'gone')) NOT NULL DEFAULT 'new'::text, -- moves on
    "Before" text CHECK ("Before" IN ('new', 'it''s done', 'gone'))
);
CREATE INDEX orders_status ON public.orders (status);
CREATE TABLE public.parted (status text CHECK (status IN ('new', 'it''s done', 'gone')) NOT NULL) PARTITION BY LIST (status);
CREATE TABLE public.parted_new PARTITION OF public.parted FOR VALUES IN ('new');
