-- code is text: a type that lasts.  [written-type]
-- Fails if there are rows of orders that break char_length(code) <= 20; find them first: SELECT id FROM public.orders WHERE NOT (char_length(code) <= 20)
-- Lock: SHARE UPDATE EXCLUSIVE on orders; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.orders VALIDATE CONSTRAINT orders_code_check;
COMMIT;
