-- "by_both" on public.letters is part of every query, and no index begins with sender.  [policy-column-index]
-- Lock: SHARE UPDATE EXCLUSIVE on letters; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.letters_sender_idx, then `migrate force 1` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS letters_sender_idx ON public.letters (sender);
