CREATE ROLE reader;
CREATE TABLE public.countries (
    code varchar(2) PRIMARY KEY,
    name varchar(80) COLLATE "C" NOT NULL DEFAULT 'none'::character varying,
    "Full name" varchar
);
CREATE TABLE public.addresses (
    id bigint PRIMARY KEY,
    country varchar(2) REFERENCES public.countries,
    street varchar(200) CHECK (char_length(street) <= 100),
    status varchar(20) NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'old')),
    zip text
);
CREATE INDEX addresses_status ON public.addresses (status);
CREATE INDEX addresses_new ON public.addresses (zip) WHERE status = 'new';
CREATE VIEW public.streets AS SELECT id, street, status FROM public.addresses;
GRANT SELECT ON public.streets TO reader;
COMMENT ON VIEW public.streets IS 'For the postman.';
CREATE VIEW public.old_streets AS SELECT street FROM public.streets WHERE status = 'old';
ALTER TABLE public.addresses ENABLE ROW LEVEL SECURITY;
CREATE POLICY only_new ON public.addresses FOR SELECT TO reader USING (status = 'new');
CREATE FUNCTION public.noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER on_status AFTER UPDATE OF status ON public.addresses FOR EACH ROW WHEN (old.status = 'new') EXECUTE FUNCTION public.noted();
COMMENT ON COLUMN public.addresses.status IS 'Where it is.';
INSERT INTO public.countries VALUES ('de', 'Deutschland');
INSERT INTO public.addresses VALUES (1, 'de', 'Straße', 'old');
CREATE TABLE public.parcels (id bigint PRIMARY KEY, address_id bigint);
ALTER TABLE public.parcels ENABLE ROW LEVEL SECURITY;
CREATE POLICY to_old ON public.parcels FOR SELECT TO reader USING (EXISTS (SELECT FROM public.addresses a WHERE a.id = address_id AND a.status = 'old'));
