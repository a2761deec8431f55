CREATE TABLE public.profiles (id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE, name text);
CREATE TABLE public.notes (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.users, body text);
CREATE TABLE public.drafts (id uuid PRIMARY KEY, author_id text NOT NULL, body text);
CREATE TABLE public.counters (id bigint PRIMARY KEY, user_id bigint NOT NULL);
CREATE TABLE public.settings (id uuid PRIMARY KEY, user_id uuid NOT NULL);
CREATE POLICY own ON public.settings FOR SELECT TO authenticated USING (user_id = (select auth.uid()));
