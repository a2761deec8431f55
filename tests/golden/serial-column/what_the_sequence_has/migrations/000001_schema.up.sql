CREATE ROLE app;
CREATE TABLE public.invoices (id serial, "No" int NOT NULL);
CREATE SEQUENCE public."Invoice numbers" AS integer START WITH 1000 INCREMENT BY 10 MAXVALUE 900000 CACHE 5 CYCLE
    OWNED BY public.invoices."No";
ALTER TABLE public.invoices ALTER COLUMN "No" SET DEFAULT nextval('public."Invoice numbers"'::regclass);
GRANT USAGE, SELECT ON SEQUENCE public."Invoice numbers" TO app;
GRANT SELECT ON SEQUENCE public."Invoice numbers" TO PUBLIC;
COMMENT ON SEQUENCE public."Invoice numbers" IS 'Without gaps of its own accord.';
INSERT INTO public.invoices DEFAULT VALUES;
