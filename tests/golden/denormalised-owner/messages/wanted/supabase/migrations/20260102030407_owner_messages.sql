-- The policies of messages looked each row's owner up in sessions; now the row has it.  [denormalised-owner]
-- If sessions.user_id is ever changed, rows of messages keep the earlier owner.
-- On a large table fill messages.user_id in pieces before the UPDATE, which passes over rows that have a value: UPDATE public.messages AS child SET user_id = owner.user_id FROM public.sessions AS owner WHERE owner.id = child.session_id AND child.ctid = ANY (ARRAY(SELECT child.ctid FROM public.messages AS child JOIN public.sessions AS owner ON owner.id = child.session_id WHERE child.user_id IS NULL AND owner.user_id IS NOT NULL LIMIT 10000)), in a transaction each, until it changes no row.
-- Lock: ACCESS EXCLUSIVE on messages; reads and writes wait, for a moment.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.messages ADD CONSTRAINT messages_user_id_is_set CHECK (user_id IS NOT NULL) NOT VALID;
