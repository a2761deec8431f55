DROP TABLE public.children;
DROP TABLE public.parents;
