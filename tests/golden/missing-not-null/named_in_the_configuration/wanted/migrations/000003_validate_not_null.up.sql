-- By the configuration, events.user_id always has a value: now the database holds it to that.  [missing-not-null]
-- By the configuration, notes.user_id always has a value: now the database holds it to that.  [missing-not-null]
-- By the configuration, settings."Theme" always has a value: now the database holds it to that.  [missing-not-null]
-- By the configuration, settings.user_id always has a value: now the database holds it to that.  [missing-not-null]
-- Fails if there are rows of events without user_id; find them first: SELECT user_id FROM public.events WHERE user_id IS NULL
-- Fails if there are rows of notes without user_id; find them first: SELECT id, user_id FROM public.notes WHERE user_id IS NULL
-- Fails if there are rows of settings without "Theme"; find them first: SELECT id, "Theme" FROM public.settings WHERE "Theme" IS NULL
-- Fails if there are rows of settings without user_id; find them first: SELECT id, user_id FROM public.settings WHERE user_id IS NULL
-- Locks: SHARE UPDATE EXCLUSIVE on events, events_1, notes, settings; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.events VALIDATE CONSTRAINT events_user_id_is_set;
ALTER TABLE public.notes VALIDATE CONSTRAINT notes_user_id_is_set1;
ALTER TABLE public.settings VALIDATE CONSTRAINT "settings_Theme_is_set";
ALTER TABLE public.settings VALIDATE CONSTRAINT settings_user_id_is_set;
COMMIT;
