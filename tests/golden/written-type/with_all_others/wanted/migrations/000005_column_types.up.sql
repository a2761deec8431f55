-- code2 is text: a type that lasts.  [written-type]
-- Lock: ACCESS EXCLUSIVE on orders; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders ADD CONSTRAINT orders_code2_check CHECK (char_length(code2) <= 20) NOT VALID;
COMMIT;
