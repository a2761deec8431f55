-- By its comment, reviews.status is to satisfy status IN ('new', 'shown'): now the database holds it to that.  [missing-check]
-- Fails if there are rows of reviews that break status IN ('new', 'shown'); find them first: SELECT status FROM public.reviews WHERE NOT (status IN ('new', 'shown'))
-- Lock: SHARE UPDATE EXCLUSIVE on reviews; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.reviews VALIDATE CONSTRAINT reviews_status_check;
COMMIT;
