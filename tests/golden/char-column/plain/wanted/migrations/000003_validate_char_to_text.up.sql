-- currencies.code is stored with blanks up to its length, which count here and not there.  [char-column]
-- currencies.name is stored with blanks up to its length, which count here and not there.  [char-column]
-- currencies.symbol is stored with blanks up to its length, which count here and not there.  [char-column]
-- prices.flag is stored with blanks up to its length, which count here and not there.  [char-column]
-- Dropped and made again on the way: constraint prices_flag_check, view public.flagged.
-- Locks: SHARE UPDATE EXCLUSIVE on currencies, prices; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.currencies VALIDATE CONSTRAINT currencies_code_length;
ALTER TABLE public.prices VALIDATE CONSTRAINT prices_currency_length;
ALTER TABLE public.currencies VALIDATE CONSTRAINT currencies_name_length;
ALTER TABLE public.currencies VALIDATE CONSTRAINT currencies_symbol_length;
ALTER TABLE public.prices VALIDATE CONSTRAINT prices_flag_check;
ALTER TABLE public.prices VALIDATE CONSTRAINT prices_flag_length;
COMMIT;
