-- By the pattern *_count in the configuration, sessions.message_count is to satisfy message_count >= 0: now the database holds it to that.  [missing-check]
-- Fails if there are rows of sessions that break message_count >= 0; find them first: SELECT id, message_count FROM public.sessions WHERE NOT (message_count >= 0)
-- Lock: SHARE UPDATE EXCLUSIVE on sessions; reads and writes go on.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.sessions VALIDATE CONSTRAINT sessions_message_count_check;
