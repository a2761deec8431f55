BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.content DROP CONSTRAINT content_org_fk;
ALTER TABLE public.content DROP CONSTRAINT content_created_by_fkey;
ALTER TABLE public.content ADD CONSTRAINT content_org_fk FOREIGN KEY (organization_id) REFERENCES public.organizations (id);
ALTER TABLE public.content ADD CONSTRAINT content_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users (id);
COMMENT ON CONSTRAINT content_org_fk ON public.content IS 'Whose it is.';
COMMIT;
