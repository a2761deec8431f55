CREATE UNLOGGED TABLE public.queue (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, job jsonb NOT NULL);
CREATE UNLOGGED TABLE public.parents (id bigint PRIMARY KEY);
CREATE UNLOGGED TABLE public.children (id bigint PRIMARY KEY, parent_id bigint REFERENCES public.parents);
CREATE TABLE public.kept (id bigint PRIMARY KEY);
INSERT INTO public.queue (job) VALUES ('{}');
