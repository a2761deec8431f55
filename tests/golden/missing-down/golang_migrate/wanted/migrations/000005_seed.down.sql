BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DELETE FROM public.tiers WHERE name IN ('free', 'paid');
COMMIT;
