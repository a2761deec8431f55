-- profiles.done_count is what counting gives, whoever changes runs.  [derived-count]
-- Numbers that are wrong today stay until their rows change; this finds them: SELECT t.id, t.done_count FROM public.profiles t WHERE t.done_count <> (SELECT count(*) FROM public.runs c WHERE c.profile_id = t.id AND (done))
-- Lock: SHARE ROW EXCLUSIVE on runs; reads go on, writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE FUNCTION public.profiles_done_count_count() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- the row is locked first, so that the count sees what others have committed in the meantime
    IF TG_OP <> 'INSERT' THEN
        PERFORM 1 FROM public.profiles WHERE id = OLD.profile_id FOR NO KEY UPDATE;
        UPDATE public.profiles SET done_count = (
            SELECT count(*) FROM public.runs WHERE profile_id = OLD.profile_id AND (done)
        )
        WHERE id = OLD.profile_id;
    END IF;
    IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR NEW.profile_id IS DISTINCT FROM OLD.profile_id) THEN
        PERFORM 1 FROM public.profiles WHERE id = NEW.profile_id FOR NO KEY UPDATE;
        UPDATE public.profiles SET done_count = (
            SELECT count(*) FROM public.runs WHERE profile_id = NEW.profile_id AND (done)
        )
        WHERE id = NEW.profile_id;
    END IF;
    RETURN NULL;
END;
$$;
REVOKE ALL ON FUNCTION public.profiles_done_count_count() FROM PUBLIC;
CREATE TRIGGER profiles_done_count_count AFTER INSERT OR DELETE OR UPDATE OF done, profile_id ON public.runs
    FOR EACH ROW EXECUTE FUNCTION public.profiles_done_count_count();
COMMIT;
