CREATE TABLE public.organizations (id bigint PRIMARY KEY);
CREATE TABLE public.users (id bigint PRIMARY KEY);
CREATE TABLE public.content (
    id bigint PRIMARY KEY,
    organization_id bigint NOT NULL CONSTRAINT content_org_fk REFERENCES public.organizations,
    created_by bigint REFERENCES public.users,
    approved_by bigint NOT NULL REFERENCES public.users ON DELETE RESTRICT,
    parent_id bigint REFERENCES public.content ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON CONSTRAINT content_org_fk ON public.content IS 'Whose it is.';
INSERT INTO public.users VALUES (1);
INSERT INTO public.organizations VALUES (1);
INSERT INTO public.content VALUES (1, 1, 1, 1, 1);
-- partitions have the keys of their parent
CREATE TABLE public.logs (id bigint NOT NULL, created_by bigint REFERENCES public.users) PARTITION BY RANGE (id);
CREATE TABLE public.logs_1 PARTITION OF public.logs FOR VALUES FROM (0) TO (100);
