-- By its comment, reviews.status is to satisfy status IN ('new', 'shown'): now the database holds it to that.  [missing-check]
-- Say what the tables are for. The text is the comment above each CREATE TABLE.  [missing-comment]
-- Lock: ACCESS EXCLUSIVE on reviews; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.reviews ADD CONSTRAINT reviews_status_check CHECK (status IN ('new', 'shown')) NOT VALID;
COMMENT ON TABLE public.reviews IS 'What somebody thinks of an order.';
COMMIT;
