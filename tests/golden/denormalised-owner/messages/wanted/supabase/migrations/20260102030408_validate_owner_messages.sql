-- The policies of messages looked each row's owner up in sessions; now the row has it.  [denormalised-owner]
-- If sessions.user_id is ever changed, rows of messages keep the earlier owner.
-- On a large table fill messages.user_id in pieces before the UPDATE, which passes over rows that have a value: UPDATE public.messages AS child SET user_id = owner.user_id FROM public.sessions AS owner WHERE owner.id = child.session_id AND child.ctid = ANY (ARRAY(SELECT child.ctid FROM public.messages AS child JOIN public.sessions AS owner ON owner.id = child.session_id WHERE child.user_id IS NULL AND owner.user_id IS NOT NULL LIMIT 10000)), in a transaction each, until it changes no row.
-- Fails if there are rows of messages without user_id; find them first: SELECT id, user_id FROM public.messages WHERE user_id IS NULL
-- Fails if there are rows of messages that refer to no row of profiles; find them first: SELECT r.id, r.user_id FROM public.messages r WHERE r.user_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.profiles k WHERE k.id = r.user_id)
-- Lock: SHARE UPDATE EXCLUSIVE on messages; reads and writes go on.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.messages VALIDATE CONSTRAINT messages_user_id_is_set;
