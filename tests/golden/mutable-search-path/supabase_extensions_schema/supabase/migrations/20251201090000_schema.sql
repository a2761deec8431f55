CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA extensions;
CREATE TABLE public.tokens (id uuid PRIMARY KEY, user_id uuid REFERENCES auth.users, hash text);

CREATE FUNCTION public.add_token(secret text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO public.tokens VALUES (gen_random_uuid(), auth.uid(), crypt(secret, gen_salt('bf')));
END $$;
