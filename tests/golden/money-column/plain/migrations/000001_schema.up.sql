CREATE TABLE public.invoices (id bigint PRIMARY KEY, total money NOT NULL DEFAULT '0'::money CHECK (total >= '0'), tax numeric);
CREATE VIEW public.totals AS SELECT sum(total) AS total FROM public.invoices;
INSERT INTO public.invoices VALUES (1, '12.50');
