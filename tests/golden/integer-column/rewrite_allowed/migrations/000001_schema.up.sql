CREATE TABLE public.users (id serial PRIMARY KEY, age smallint);
CREATE TABLE public.teams (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, lead int REFERENCES public.users);
CREATE TABLE public.members (team_id int REFERENCES public.teams, user_id int REFERENCES public.users, PRIMARY KEY (team_id, user_id));
CREATE VIEW public.leads AS SELECT id, lead FROM public.teams;
CREATE INDEX teams_lead ON public.teams (lead);
INSERT INTO public.users (age) VALUES (40), (50);
INSERT INTO public.teams (lead) VALUES (1);
INSERT INTO public.members VALUES (1, 2);
CREATE TABLE public.wide (id bigint PRIMARY KEY);
