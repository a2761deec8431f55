-- migrate:up
ALTER TABLE public.orders ADD COLUMN code text;
-- moved to a migration of its own, behind the others

-- migrate:down
-- taken back by the way back of a later migration
ALTER TABLE public.orders DROP COLUMN code;
