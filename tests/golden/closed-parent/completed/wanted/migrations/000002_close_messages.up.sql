-- Rows of messages are not added to sessions that have is_completed = true.  [closed-parent]
-- Lock: SHARE ROW EXCLUSIVE on messages; reads go on, writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE FUNCTION public.messages_sessions_open() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- locked, so that nobody closes it before this row is there; as an UPDATE of it would, so that two do not deadlock
    PERFORM 1 FROM public.sessions
    WHERE id = NEW.session_id AND (is_completed = true)
    FOR NO KEY UPDATE;
    IF FOUND THEN
        RAISE EXCEPTION 'sessions is closed: nothing is added to messages (is_completed = true)' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
REVOKE ALL ON FUNCTION public.messages_sessions_open() FROM PUBLIC;
CREATE TRIGGER messages_sessions_open BEFORE INSERT ON public.messages
    FOR EACH ROW EXECUTE FUNCTION public.messages_sessions_open();
COMMIT;
