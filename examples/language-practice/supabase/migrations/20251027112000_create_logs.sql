-- Technical log, kept for 30 days
CREATE TABLE logs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID REFERENCES profiles(id) ON DELETE SET NULL,
    session_id UUID REFERENCES sessions(id) ON DELETE SET NULL,
    level TEXT NOT NULL CHECK (level IN ('info', 'warning', 'error')),
    event_type TEXT NOT NULL CHECK (event_type IN (
        'auth_signup',
        'auth_login',
        'auth_logout',
        'auth_failed',
        'session_started',
        'session_resumed',
        'session_completed',
        'session_abandoned',
        'message_sent',
        'message_received',
        'message_failed',
        'helper_opened',
        'api_call_started',
        'api_call_completed',
        'api_call_failed',
        'api_call_timeout',
        'api_rate_limited',
        'weekly_limit_reached',
        'weekly_reset_completed',
        'weekly_reset_failed',
        'cleanup_completed',
        'cleanup_failed',
        'validation_failed',
        'client_error'
    )),
    message TEXT NOT NULL,
    metadata JSONB,
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

CREATE INDEX idx_logs_created_at ON logs(created_at DESC);

CREATE INDEX idx_logs_user
ON logs(user_id, created_at DESC)
WHERE user_id IS NOT NULL;

CREATE INDEX idx_logs_errors
ON logs(created_at DESC)
WHERE level = 'error';

COMMENT ON TABLE logs IS 'Technical events of the application and of scheduled jobs, kept for 30 days';
