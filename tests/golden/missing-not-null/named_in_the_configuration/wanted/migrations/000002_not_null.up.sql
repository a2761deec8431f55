-- By the configuration, events.user_id always has a value: now the database holds it to that.  [missing-not-null]
-- By the configuration, notes.user_id always has a value: now the database holds it to that.  [missing-not-null]
-- By the configuration, settings."Theme" always has a value: now the database holds it to that.  [missing-not-null]
-- By the configuration, settings.user_id always has a value: now the database holds it to that.  [missing-not-null]
-- Locks: ACCESS EXCLUSIVE on events, events_1, notes, settings; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.events ADD CONSTRAINT events_user_id_is_set CHECK (user_id IS NOT NULL) NOT VALID;
ALTER TABLE public.notes ADD CONSTRAINT notes_user_id_is_set1 CHECK (user_id IS NOT NULL) NOT VALID;
ALTER TABLE public.settings ADD CONSTRAINT "settings_Theme_is_set" CHECK ("Theme" IS NOT NULL) NOT VALID;
ALTER TABLE public.settings ADD CONSTRAINT settings_user_id_is_set CHECK (user_id IS NOT NULL) NOT VALID;
COMMIT;
