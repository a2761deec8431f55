-- By the pattern *_count in the configuration, sessions.message_count is to satisfy message_count >= 0: now the database holds it to that.  [missing-check]
-- Lock: ACCESS EXCLUSIVE on sessions; reads and writes wait, for a moment.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.sessions ADD CONSTRAINT sessions_message_count_check CHECK (message_count >= 0) NOT VALID;
