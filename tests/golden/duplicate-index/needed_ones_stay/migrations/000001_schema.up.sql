CREATE TABLE public.shops (
    id bigint PRIMARY KEY,
    code text NOT NULL,
    region text NOT NULL
);
COMMENT ON TABLE public.shops IS 'Where things are bought.';
-- both are needed: by name for replication, by a constraint for the rest
CREATE UNIQUE INDEX shops_code_idx ON public.shops (code);
ALTER TABLE public.shops REPLICA IDENTITY USING INDEX shops_code_idx;
ALTER TABLE public.shops ADD CONSTRAINT shops_code_key UNIQUE (code);
-- the later one goes, the one that the table is clustered on stays
CREATE INDEX shops_region_idx ON public.shops (region);
CREATE INDEX shops_region_clustered ON public.shops (region);
ALTER TABLE public.shops CLUSTER ON shops_region_clustered;

-- which of them the foreign key uses, only the database knows
CREATE TABLE public.countries (iso text NOT NULL);
COMMENT ON TABLE public.countries IS 'By ISO 3166.';
CREATE UNIQUE INDEX countries_iso_a ON public.countries (iso);
CREATE UNIQUE INDEX countries_iso_b ON public.countries (iso);
CREATE TABLE public.addresses (id bigint PRIMARY KEY, iso text REFERENCES public.countries (iso));
COMMENT ON TABLE public.addresses IS 'Where they live.';
CREATE INDEX addresses_iso ON public.addresses (iso);
