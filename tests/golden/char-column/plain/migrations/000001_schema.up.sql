CREATE TABLE public.currencies (code char(3) PRIMARY KEY, symbol char DEFAULT '$', name char(20) NOT NULL DEFAULT 'x'::bpchar);
CREATE TABLE public.prices (
    id bigint PRIMARY KEY,
    currency char(3) NOT NULL REFERENCES public.currencies (code),
    flag char(1) CHECK (flag IN ('Y', 'N')),
    kind "char"
);
CREATE VIEW public.flagged AS SELECT id, flag FROM public.prices WHERE flag = 'Y';
INSERT INTO public.currencies VALUES ('EUR', '€', 'Euro'), ('x', 'x', 'x');
INSERT INTO public.prices VALUES (1, 'x', 'Y');
