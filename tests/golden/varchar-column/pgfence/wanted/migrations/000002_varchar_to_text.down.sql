BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.notes ALTER COLUMN body TYPE character varying USING body::character varying;
ALTER TABLE public.notes DROP CONSTRAINT IF EXISTS "notes_My Title_length";
ALTER TABLE public.notes ALTER COLUMN "My Title" TYPE character varying(100) USING "My Title"::character varying(100);
COMMIT;
