BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP VIEW public.order_units;
DROP FUNCTION public.lines_of(bigint);
DROP TABLE public.order_lines;
DROP TYPE public.unit;
COMMIT;
