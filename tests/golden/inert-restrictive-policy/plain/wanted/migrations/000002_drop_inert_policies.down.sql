BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE POLICY floor_of_both ON public.notes AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (true);
CREATE POLICY floor ON public.notes AS RESTRICTIVE USING ((TRUE));
COMMIT;
