BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.settings ALTER COLUMN user_id DROP NOT NULL;
ALTER TABLE public.settings ALTER COLUMN "Theme" DROP NOT NULL;
ALTER TABLE public.notes ALTER COLUMN user_id DROP NOT NULL;
ALTER TABLE public.events ALTER COLUMN user_id DROP NOT NULL;
COMMIT;
