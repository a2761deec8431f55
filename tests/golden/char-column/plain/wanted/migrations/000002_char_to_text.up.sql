-- currencies.code is stored with blanks up to its length, which count here and not there.  [char-column]
-- currencies.name is stored with blanks up to its length, which count here and not there.  [char-column]
-- currencies.symbol is stored with blanks up to its length, which count here and not there.  [char-column]
-- prices.flag is stored with blanks up to its length, which count here and not there.  [char-column]
-- Dropped and made again on the way: constraint prices_flag_check, view public.flagged.
-- Locks: ACCESS EXCLUSIVE on prices, currencies, flagged; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.currencies ALTER COLUMN code TYPE text USING code::text;
ALTER TABLE public.prices ALTER COLUMN currency TYPE text USING currency::text;
ALTER TABLE public.currencies ADD CONSTRAINT currencies_code_length CHECK (char_length(code) <= 3) NOT VALID;
ALTER TABLE public.prices ADD CONSTRAINT prices_currency_length CHECK (char_length(currency) <= 3) NOT VALID;
ALTER TABLE public.currencies ALTER COLUMN name DROP DEFAULT, ALTER COLUMN name TYPE text USING name::text, ALTER COLUMN name SET DEFAULT 'x';
ALTER TABLE public.currencies ADD CONSTRAINT currencies_name_length CHECK (char_length(name) <= 20) NOT VALID;
ALTER TABLE public.currencies ALTER COLUMN symbol DROP DEFAULT, ALTER COLUMN symbol TYPE text USING symbol::text, ALTER COLUMN symbol SET DEFAULT '$';
ALTER TABLE public.currencies ADD CONSTRAINT currencies_symbol_length CHECK (char_length(symbol) <= 1) NOT VALID;
ALTER TABLE public.prices DROP CONSTRAINT prices_flag_check;
DROP VIEW public.flagged;
ALTER TABLE public.prices ALTER COLUMN flag TYPE text USING flag::text;
ALTER TABLE public.prices ADD CONSTRAINT prices_flag_check CHECK (flag IN ('Y', 'N')) NOT VALID;
CREATE VIEW public.flagged AS SELECT id, flag FROM public.prices WHERE flag = 'Y';
ALTER TABLE public.prices ADD CONSTRAINT prices_flag_length CHECK (char_length(flag) <= 1) NOT VALID;
COMMIT;
