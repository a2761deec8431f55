-- By the pattern amount in the configuration, payments.amount is to satisfy amount > 0: now the database holds it to that.  [missing-check]
-- Locks: ACCESS EXCLUSIVE on payments, payments_2025, payments_2026; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.payments ADD CONSTRAINT payments_amount_check CHECK (amount > 0) NOT VALID;
COMMIT;
