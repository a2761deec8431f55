BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.settings DROP CONSTRAINT IF EXISTS settings_user_id_is_set;
ALTER TABLE public.settings DROP CONSTRAINT IF EXISTS "settings_Theme_is_set";
ALTER TABLE public.notes DROP CONSTRAINT IF EXISTS notes_user_id_is_set1;
ALTER TABLE public.events DROP CONSTRAINT IF EXISTS events_user_id_is_set;
COMMIT;
