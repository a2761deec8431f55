BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.mails RENAME COLUMN sent_at TO sent;
ALTER TABLE public.messages RENAME COLUMN created_at TO "timestamp";
COMMIT;
