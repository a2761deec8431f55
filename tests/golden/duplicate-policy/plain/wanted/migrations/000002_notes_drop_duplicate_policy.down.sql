BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE POLICY "own v2" ON public.notes FOR SELECT TO reader, writer USING ((owner = current_user));
COMMENT ON POLICY "own v2" ON public.notes IS 'made twice';
COMMIT;
