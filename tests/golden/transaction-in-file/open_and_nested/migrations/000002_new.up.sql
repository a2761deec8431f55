-- all of it
BEGIN;
BEGIN;
ALTER TABLE public.orders ADD COLUMN y int; -- why
