-- an index that computes with it
CREATE TABLE public.a (at timestamp);
CREATE INDEX a_day ON public.a (date_trunc('day', at));
-- defaults of which nobody knows what they mean
CREATE TABLE public.b (at timestamp DEFAULT '2026-01-01');
CREATE TABLE public.c (at timestamp DEFAULT (now() AT TIME ZONE 'utc'));
-- partitioned by it
CREATE TABLE public.d (at timestamp NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE public.e (at timestamp, day date GENERATED ALWAYS AS (at::date) STORED);
-- these say what they are
CREATE TABLE public.f (at timestamptz, day date, t time);
