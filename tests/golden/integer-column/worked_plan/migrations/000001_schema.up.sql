CREATE TABLE public.users (id serial PRIMARY KEY);
CREATE TABLE public.posts (id bigint PRIMARY KEY, user_id int REFERENCES public.users);
