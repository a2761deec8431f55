-- Orders belong to users, and have a number and a total.  [suggested-sql]
-- Locks: ACCESS EXCLUSIVE on orders, users; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.orders ADD CONSTRAINT orders_id_is_set CHECK (id IS NOT NULL) NOT VALID;
ALTER TABLE public.orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE public.orders ADD CONSTRAINT orders_total_is_set CHECK (total IS NOT NULL) NOT VALID;
ALTER TABLE public.orders ADD CONSTRAINT positive_total CHECK (total > 0) NOT VALID;
ALTER TABLE public.users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_key;
ALTER TABLE public.orders ADD COLUMN paid_by bigint;
ALTER TABLE public.orders ADD CONSTRAINT orders_paid_by_fkey FOREIGN KEY (paid_by) REFERENCES public.users (id) NOT VALID;
ALTER TABLE public.orders ADD COLUMN note text DEFAULT '' NOT NULL;
COMMIT;
