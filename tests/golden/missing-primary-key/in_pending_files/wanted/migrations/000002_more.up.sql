CREATE TABLE public.by_index (a int NOT NULL, b text, PRIMARY KEY (a));
-- left out: another index serves the same queries
CREATE TABLE public.by_column (
    a int NOT NULL PRIMARY KEY, -- what it is known by
    b text
);
CREATE TABLE public.by_constraint (
    a int NOT NULL,
    "B b" text NOT NULL,
    CONSTRAINT together PRIMARY KEY (a, "B b")
);
CREATE TABLE public.of_it (a int, b text, FOREIGN KEY (a, b) REFERENCES public.by_constraint (a, "B b"), id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE public.seats (
	hall bigint,
	number int NOT NULL, -- from 1
	PRIMARY KEY (hall, number)
);
INSERT INTO public.seats VALUES (1, 1);
CREATE TABLE public.named (a int NOT NULL UNIQUE, b text);
ALTER TABLE public.named DROP CONSTRAINT named_a_key;
ALTER TABLE public.named ADD CONSTRAINT named_a UNIQUE (a);
