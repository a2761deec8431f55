-- Who changed accounts, users can be told: which row, which columns, when.  [audit]
-- audit_log grows with every change: decide for how long its rows are kept.
-- Locks: SHARE ROW EXCLUSIVE on accounts, users; reads go on, writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE TABLE public.audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by text DEFAULT SESSION_USER NOT NULL,
    table_name text NOT NULL,
    row_key jsonb,
    action text NOT NULL,
    columns text[] NOT NULL
);
COMMENT ON TABLE public.audit_log IS 'Who changed which columns of which row, and when. Values are not kept: some are secrets.';
ALTER TABLE public.audit_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_log_nobody ON public.audit_log USING (false);
CREATE FUNCTION public.record_change() RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    earlier jsonb := '{}';
    later jsonb := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN
        earlier := to_jsonb(OLD);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        later := to_jsonb(NEW);
    END IF;
    INSERT INTO public.audit_log (table_name, row_key, action, columns)
    SELECT TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME,
        (SELECT jsonb_object_agg(key, value) FROM jsonb_each(earlier || later) WHERE key = ANY (TG_ARGV)),
        TG_OP,
        ARRAY(
            SELECT key FROM jsonb_each(earlier || later)
            WHERE earlier -> key IS DISTINCT FROM later -> key
            ORDER BY key
        );
    RETURN NULL;
END;
$$;
REVOKE ALL ON FUNCTION public.record_change() FROM PUBLIC;
CREATE TRIGGER accounts_audit AFTER INSERT OR UPDATE OR DELETE ON public.accounts
    FOR EACH ROW EXECUTE FUNCTION public.record_change('user_id', 'provider');
CREATE TRIGGER users_audit AFTER INSERT OR UPDATE OR DELETE ON public.users
    FOR EACH ROW EXECUTE FUNCTION public.record_change('id');
COMMIT;
