BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.tags DROP CONSTRAINT IF EXISTS tags_name_length;
DROP INDEX IF EXISTS public.tags_name;
ALTER TABLE public.tags ALTER COLUMN name TYPE character varying(20) USING name::character varying(20);
CREATE INDEX tags_name ON public.tags USING gin (lower(name) extensions.gin_trgm_ops);
COMMIT;
