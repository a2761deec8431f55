CREATE TABLE public.users (id serial PRIMARY KEY, code uuid UNIQUE);
CREATE TABLE public.posts (id bigint PRIMARY KEY, user_id bigint REFERENCES public.users);
CREATE TABLE public.likes (id bigint PRIMARY KEY, post_id int REFERENCES public.posts, user_id int REFERENCES public.users);
CREATE VIEW public.liked AS SELECT post_id FROM public.likes;
-- text and varchar are no difference
CREATE TABLE public.tags (name text PRIMARY KEY);
CREATE TABLE public.tagged (tag varchar(20) REFERENCES public.tags);
INSERT INTO public.users DEFAULT VALUES;
INSERT INTO public.posts VALUES (1, 1);
INSERT INTO public.likes VALUES (1, 1, 1);
