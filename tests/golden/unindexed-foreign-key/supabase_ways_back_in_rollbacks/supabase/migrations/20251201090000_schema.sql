CREATE TABLE public.notes (
    id      uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE
);
