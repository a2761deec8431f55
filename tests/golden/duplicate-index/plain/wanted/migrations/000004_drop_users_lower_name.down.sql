CREATE INDEX CONCURRENTLY users_lower_name ON public.users (lower(name)) WHERE name IS NOT NULL;
