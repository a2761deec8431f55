CREATE TABLE public.documents (
    id bigint PRIMARY KEY,
    body json NOT NULL DEFAULT '{}'::json CHECK (body IS NOT NULL),
    extra jsonb
);
CREATE VIEW public.titles AS SELECT id, body ->> 'title' AS title FROM public.documents;
CREATE INDEX documents_title ON public.documents ((body ->> 'title'));
INSERT INTO public.documents VALUES (1, '{"title": "a",  "n": 1}');
-- what calls functions for json
CREATE TABLE public.lists (items json);
CREATE VIEW public.lengths AS SELECT json_array_length(items) AS n FROM public.lists;
-- a default that is computed
CREATE TABLE public.made (j json DEFAULT json_build_object('a', 1));
