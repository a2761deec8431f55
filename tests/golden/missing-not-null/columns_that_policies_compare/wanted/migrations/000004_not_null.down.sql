BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.notes ALTER COLUMN "owner's" DROP NOT NULL;
ALTER TABLE public.notes ALTER COLUMN "tenant id" DROP NOT NULL;
COMMIT;
