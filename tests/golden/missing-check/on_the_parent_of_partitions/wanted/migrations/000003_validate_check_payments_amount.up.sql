-- By the pattern amount in the configuration, payments.amount is to satisfy amount > 0: now the database holds it to that.  [missing-check]
-- Fails if there are rows of payments that break amount > 0; find them first: SELECT amount FROM public.payments WHERE NOT (amount > 0)
-- Locks: SHARE UPDATE EXCLUSIVE on payments, payments_2025, payments_2026; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.payments VALIDATE CONSTRAINT payments_amount_check;
COMMIT;
