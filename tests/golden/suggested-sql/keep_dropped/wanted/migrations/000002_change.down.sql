BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.orders_dropped RENAME TO orders;
ALTER TABLE public.users RENAME COLUMN email_dropped TO email;
ALTER TABLE public.users RENAME COLUMN nickname_dropped TO nickname;
ALTER TABLE public.users ALTER COLUMN email SET NOT NULL;
CREATE VIEW public.order_totals AS SELECT id, total FROM public.orders;
COMMIT;
