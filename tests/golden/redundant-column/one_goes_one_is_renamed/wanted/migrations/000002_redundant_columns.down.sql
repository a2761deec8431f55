BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.messages RENAME COLUMN created_at TO "timestamp";
ALTER TABLE public.runs ADD COLUMN created_at timestamp with time zone DEFAULT now() NOT NULL;
ALTER TABLE public.messages ADD COLUMN created_at timestamp with time zone DEFAULT now() NOT NULL;
COMMIT;
