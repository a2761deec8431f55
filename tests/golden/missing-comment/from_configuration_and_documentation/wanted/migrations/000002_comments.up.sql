-- Say what the tables are for. The text is from schema.md.  [missing-comment]
-- Say what the columns are for. The text is from schema.md.  [missing-comment]
-- Say what the columns are for. The text is the comment beside each.  [missing-comment]
-- Say what the columns are for. The text is from [rules.missing-comment.text].  [missing-comment]
-- Say what the functions are for. The text is from [rules.missing-comment.text].  [missing-comment]
-- Locks: SHARE UPDATE EXCLUSIVE on customers, orders; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
COMMENT ON TABLE public.customers IS 'who buys from us';
COMMENT ON COLUMN public.customers.id IS 'given at the counter';
COMMENT ON TABLE public.orders IS 'one purchase';
COMMENT ON COLUMN public.orders.id IS 'printed on the bill';
COMMENT ON COLUMN public.orders.total_cents IS 'What the customer pays, in cents, with tax.';
COMMENT ON FUNCTION public.total(bigint) IS 'The sum of an order''s lines.';
COMMIT;
