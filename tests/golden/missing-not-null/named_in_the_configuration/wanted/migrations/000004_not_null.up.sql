-- By the configuration, events.user_id always has a value: now the database holds it to that.  [missing-not-null]
-- By the configuration, notes.user_id always has a value: now the database holds it to that.  [missing-not-null]
-- By the configuration, settings."Theme" always has a value: now the database holds it to that.  [missing-not-null]
-- By the configuration, settings.user_id always has a value: now the database holds it to that.  [missing-not-null]
-- Locks: ACCESS EXCLUSIVE on events, events_1, notes, settings; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.events ALTER COLUMN user_id SET NOT NULL;
ALTER TABLE public.events DROP CONSTRAINT events_user_id_is_set;
ALTER TABLE public.notes ALTER COLUMN user_id SET NOT NULL;
ALTER TABLE public.notes DROP CONSTRAINT notes_user_id_is_set1;
ALTER TABLE public.settings ALTER COLUMN "Theme" SET NOT NULL;
ALTER TABLE public.settings DROP CONSTRAINT "settings_Theme_is_set";
ALTER TABLE public.settings ALTER COLUMN user_id SET NOT NULL;
ALTER TABLE public.settings DROP CONSTRAINT settings_user_id_is_set;
COMMIT;
