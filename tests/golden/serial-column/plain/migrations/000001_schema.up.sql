CREATE TABLE public.orders (
    id serial PRIMARY KEY,
    number bigserial NOT NULL,
    "Position" smallserial
);
INSERT INTO public.orders (number) SELECT n FROM generate_series(1, 7) n;
-- not serial: an identity, and a default that counts by itself
CREATE SEQUENCE public.counter;
CREATE TABLE public.others (
    id bigint GENERATED ALWAYS AS IDENTITY,
    n bigint DEFAULT nextval('public.counter')
);
