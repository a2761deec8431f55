-- two tables count with one sequence
CREATE TABLE public.a (id serial PRIMARY KEY);
CREATE TABLE public.b (id int DEFAULT nextval('public.a_id_seq'));
-- a view shows it
CREATE TABLE public.c (id serial PRIMARY KEY);
CREATE VIEW public.next_c AS SELECT last_value FROM public.c_id_seq;
-- it does more than count
CREATE TABLE public.d (id serial PRIMARY KEY);
ALTER TABLE public.d ALTER COLUMN id SET DEFAULT nextval('public.d_id_seq') * 2;
-- it may be NULL
CREATE TABLE public.e (id serial);
ALTER TABLE public.e ALTER COLUMN id DROP NOT NULL;
-- partitions have the default, too
CREATE TABLE public.f (id serial, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE public.f_1 PARTITION OF public.f FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
