CREATE TABLE public.parents (id bigint PRIMARY KEY);
CREATE TABLE public.children (id bigint PRIMARY KEY, parent_id bigint REFERENCES public.parents);
