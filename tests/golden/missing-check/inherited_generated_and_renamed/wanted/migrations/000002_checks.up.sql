-- By the pattern n* in the configuration, a.n is to satisfy n > 0: now the database holds it to that.  [missing-check]
-- By the pattern n* in the configuration, a.n2 is to satisfy n2 > 0: now the database holds it to that.  [missing-check]
-- By the pattern n* in the configuration, a.n3 is to satisfy n3 > 0: now the database holds it to that.  [missing-check]
-- By the pattern n* in the configuration, a.n5 is to satisfy n5 > 0: now the database holds it to that.  [missing-check]
-- By the pattern n* in the configuration, b.n7 is to satisfy n7 > 0: now the database holds it to that.  [missing-check]
-- By the pattern n* in the configuration, t2.n is to satisfy n > 0: now the database holds it to that.  [missing-check]
-- Locks: ACCESS EXCLUSIVE on a, b, t2; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.a ADD CONSTRAINT a_n_check CHECK (n > 0) NOT VALID;
ALTER TABLE public.a ADD CONSTRAINT a_n2_check CHECK (n2 > 0) NOT VALID;
ALTER TABLE public.a ADD CONSTRAINT a_n3_check CHECK (n3 > 0) NOT VALID;
ALTER TABLE public.a ADD CONSTRAINT a_n5_check1 CHECK (n5 > 0) NOT VALID;
ALTER TABLE public.b ADD CONSTRAINT b_n7_check CHECK (n7 > 0) NOT VALID;
ALTER TABLE public.t2 ADD CONSTRAINT t2_n_check CHECK (n > 0) NOT VALID;
COMMIT;
