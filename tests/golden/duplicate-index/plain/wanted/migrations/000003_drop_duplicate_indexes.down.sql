BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
CREATE INDEX events_kind_again ON public.events (kind);
COMMENT ON INDEX public.users_lower_name IS 'For the search.';
COMMIT;
