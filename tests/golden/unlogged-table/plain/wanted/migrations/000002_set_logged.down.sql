BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.children SET UNLOGGED;
ALTER TABLE public.queue SET UNLOGGED;
ALTER TABLE public.parents SET UNLOGGED;
COMMIT;
