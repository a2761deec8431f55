CREATE TABLE public.by_index (a int NOT NULL, b text);
CREATE UNIQUE INDEX by_index_a ON public.by_index (a);
CREATE TABLE public.by_column (
    a int NOT NULL UNIQUE, -- what it is known by
    b text
);
CREATE TABLE public.by_constraint (
    a int NOT NULL,
    "B b" text NOT NULL,
    CONSTRAINT together UNIQUE (a, "B b")
);
CREATE TABLE public.of_it (a int, b text, FOREIGN KEY (a, b) REFERENCES public.by_constraint (a, "B b"));
CREATE TABLE public.seats (
	hall bigint,
	number int NOT NULL -- from 1
);
INSERT INTO public.seats VALUES (1, 1);
CREATE TABLE public.named (a int NOT NULL UNIQUE, b text);
ALTER TABLE public.named DROP CONSTRAINT named_a_key;
ALTER TABLE public.named ADD CONSTRAINT named_a UNIQUE (a);
