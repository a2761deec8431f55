-- By the pattern n* in the configuration, a.n is to satisfy n > 0: now the database holds it to that.  [missing-check]
-- By the pattern n* in the configuration, a.n2 is to satisfy n2 > 0: now the database holds it to that.  [missing-check]
-- By the pattern n* in the configuration, a.n3 is to satisfy n3 > 0: now the database holds it to that.  [missing-check]
-- By the pattern n* in the configuration, a.n5 is to satisfy n5 > 0: now the database holds it to that.  [missing-check]
-- By the pattern n* in the configuration, b.n7 is to satisfy n7 > 0: now the database holds it to that.  [missing-check]
-- By the pattern n* in the configuration, t2.n is to satisfy n > 0: now the database holds it to that.  [missing-check]
-- Fails if there are rows of a that break n > 0; find them first: SELECT n FROM public.a WHERE NOT (n > 0)
-- Fails if there are rows of a that break n2 > 0; find them first: SELECT n2 FROM public.a WHERE NOT (n2 > 0)
-- Fails if there are rows of a that break n3 > 0; find them first: SELECT n3 FROM public.a WHERE NOT (n3 > 0)
-- Fails if there are rows of a that break n5 > 0; find them first: SELECT n5 FROM public.a WHERE NOT (n5 > 0)
-- Fails if there are rows of b that break n7 > 0; find them first: SELECT n7 FROM public.b WHERE NOT (n7 > 0)
-- Fails if there are rows of t2 that break n > 0; find them first: SELECT n FROM public.t2 WHERE NOT (n > 0)
-- Locks: SHARE UPDATE EXCLUSIVE on a, b, t2; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.a VALIDATE CONSTRAINT a_n_check;
ALTER TABLE public.a VALIDATE CONSTRAINT a_n2_check;
ALTER TABLE public.a VALIDATE CONSTRAINT a_n3_check;
ALTER TABLE public.a VALIDATE CONSTRAINT a_n5_check1;
ALTER TABLE public.b VALIDATE CONSTRAINT b_n7_check;
ALTER TABLE public.t2 VALIDATE CONSTRAINT t2_n_check;
COMMIT;
