CREATE TABLE public.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, x int);
CREATE TYPE public.color AS ENUM ('red', 'green');
