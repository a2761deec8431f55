CREATE TABLE public.a (v varchar(3), upper_v text GENERATED ALWAYS AS (upper(v)) STORED);
CREATE TABLE public.b (v varchar(3));
CREATE MATERIALIZED VIEW public.b_all AS SELECT v FROM public.b;
CREATE TABLE public.c (v varchar(3), n int) PARTITION BY LIST (v);
CREATE TABLE public.d (v varchar(3), n int);
CREATE RULE d_quiet AS ON INSERT TO public.d WHERE new.v = 'x' DO INSTEAD NOTHING;
CREATE TABLE public.e (v varchar(3)[]);
CREATE TABLE public.f (v varchar(3));
CREATE TABLE public.f_rows (f public.f);
-- no varchar
CREATE TABLE public.g (v text, w char(2), x "char");
