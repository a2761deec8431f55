-- Called by the scheduled job, with the service role

-- Every Monday at 00:00 UTC
CREATE OR REPLACE FUNCTION reset_weekly_limits()
RETURNS INTEGER
LANGUAGE plpgsql
SECURITY DEFINER
AS $$
DECLARE
    reset_count INTEGER;
BEGIN
    UPDATE profiles
    SET current_week_completion_count = 0,
        week_reset_date = week_reset_date + INTERVAL '7 days'
    WHERE week_reset_date <= NOW();

    GET DIAGNOSTICS reset_count = ROW_COUNT;

    INSERT INTO logs (level, event_type, message, metadata)
    VALUES ('info', 'weekly_reset_completed', 'Reset weekly limits',
        jsonb_build_object('reset_count', reset_count));

    RETURN reset_count;
END;
$$;

-- Daily: sessions that were not completed within 7 days
CREATE OR REPLACE FUNCTION delete_expired_sessions()
RETURNS INTEGER
LANGUAGE plpgsql
SECURITY DEFINER
AS $$
DECLARE
    deleted_count INTEGER;
BEGIN
    DELETE FROM sessions
    WHERE is_completed = false
    AND started_at < NOW() - INTERVAL '7 days';

    GET DIAGNOSTICS deleted_count = ROW_COUNT;

    INSERT INTO logs (level, event_type, message, metadata)
    VALUES ('info', 'cleanup_completed', 'Deleted expired sessions',
        jsonb_build_object('deleted_count', deleted_count));

    RETURN deleted_count;
END;
$$;

-- Daily: logs older than 30 days
CREATE OR REPLACE FUNCTION delete_old_logs()
RETURNS INTEGER
LANGUAGE plpgsql
SECURITY DEFINER
AS $$
DECLARE
    deleted_count INTEGER;
BEGIN
    DELETE FROM logs
    WHERE created_at < NOW() - INTERVAL '30 days';

    GET DIAGNOSTICS deleted_count = ROW_COUNT;

    INSERT INTO logs (level, event_type, message, metadata)
    VALUES ('info', 'cleanup_completed', 'Deleted old logs',
        jsonb_build_object('deleted_count', deleted_count));

    RETURN deleted_count;
END;
$$;

GRANT EXECUTE ON FUNCTION reset_weekly_limits() TO service_role;
GRANT EXECUTE ON FUNCTION delete_expired_sessions() TO service_role;
GRANT EXECUTE ON FUNCTION delete_old_logs() TO service_role;
