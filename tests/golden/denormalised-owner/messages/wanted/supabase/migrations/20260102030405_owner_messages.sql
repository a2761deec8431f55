-- The policies of messages looked each row's owner up in sessions; now the row has it.  [denormalised-owner]
-- If sessions.user_id is ever changed, rows of messages keep the earlier owner.
-- On a large table fill messages.user_id in pieces before the UPDATE, which passes over rows that have a value: UPDATE public.messages AS child SET user_id = owner.user_id FROM public.sessions AS owner WHERE owner.id = child.session_id AND child.ctid = ANY (ARRAY(SELECT child.ctid FROM public.messages AS child JOIN public.sessions AS owner ON owner.id = child.session_id WHERE child.user_id IS NULL AND owner.user_id IS NOT NULL LIMIT 10000)), in a transaction each, until it changes no row.
-- Lock: ACCESS EXCLUSIVE on messages; reads and writes wait, for a moment.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.messages ADD COLUMN user_id uuid;
COMMENT ON COLUMN public.messages.user_id IS 'Whose the row is: that of its sessions, kept by trigger.';
CREATE FUNCTION public.messages_user_id_set() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT user_id INTO NEW.user_id FROM public.sessions
    WHERE id = NEW.session_id;
    RETURN NEW;
END;
$$;
CREATE TRIGGER messages_user_id_set BEFORE INSERT OR UPDATE OF session_id, user_id ON public.messages
    FOR EACH ROW EXECUTE FUNCTION public.messages_user_id_set();
