CREATE TABLE public.sessions (id uuid PRIMARY KEY, message_count integer);
