-- small things
CREATE TABLE public.small (
    id serial PRIMARY KEY, -- counts
    n int NOT NULL DEFAULT 0,
    m smallint[],
    name varchar(10) COLLATE "C" UNIQUE,
    "Code" character(3),
    any_length character varying,
    at timestamp(3) without time zone DEFAULT now(),
    day time with time zone, price money, doc json DEFAULT '{}',
    s bigserial
);
ALTER TABLE public.orders ADD COLUMN code varchar(20) NOT NULL DEFAULT 'x', ADD COLUMN w smallint REFERENCES public.small (id);
