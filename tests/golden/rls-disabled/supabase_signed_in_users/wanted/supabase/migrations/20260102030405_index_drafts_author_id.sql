-- The index for what comes next: public.drafts: row security by author_id.  [rls-disabled]
-- Lock: SHARE UPDATE EXCLUSIVE on drafts; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public.drafts_author_id_idx, then `supabase db push`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS drafts_author_id_idx ON public.drafts (author_id);
