BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.notes ALTER COLUMN "owner's" DROP NOT NULL;
ALTER TABLE public.notes ALTER COLUMN "tenant id" DROP NOT NULL;
ALTER TABLE public.notes ADD CONSTRAINT "notes_tenant id_is_set" CHECK ("tenant id" IS NOT NULL) NOT VALID;
ALTER TABLE public.notes ADD CONSTRAINT "notes_owner's_is_set" CHECK ("owner's" IS NOT NULL) NOT VALID;
COMMIT;
