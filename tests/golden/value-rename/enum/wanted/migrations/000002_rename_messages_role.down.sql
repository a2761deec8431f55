BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.messages DROP CONSTRAINT messages_check;
ALTER TYPE public.role RENAME VALUE 'main' TO 'scenario';
ALTER TABLE public.messages ADD CONSTRAINT messages_check CHECK (role <> 'scenario' OR id > 0);
COMMIT;
