-- detaching a partition of parted: taken out of a pending migration, so that nobody waits for it.  [blocking-statement]
-- Locks: ACCESS EXCLUSIVE on p1; SHARE UPDATE EXCLUSIVE on parted; reads and writes wait, for a moment. Runs outside a transaction, alone in its file.
ALTER TABLE public.parted DETACH PARTITION public.p1 CONCURRENTLY;
