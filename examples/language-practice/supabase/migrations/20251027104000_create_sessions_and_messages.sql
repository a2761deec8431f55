-- Conversations

-- =============================================================================
-- sessions: one run of a scenario by a user
-- =============================================================================
CREATE TABLE sessions (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
    scenario_id INTEGER NOT NULL REFERENCES scenarios(id) ON DELETE RESTRICT,
    is_completed BOOLEAN NOT NULL DEFAULT false,
    started_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    completed_at TIMESTAMPTZ,
    duration_seconds INTEGER,
    message_count_main INTEGER NOT NULL DEFAULT 0,
    message_count_helper INTEGER NOT NULL DEFAULT 0,
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

-- A user's sessions, newest first
CREATE INDEX idx_sessions_user ON sessions(user_id, started_at DESC);

-- History page: completed sessions only
CREATE INDEX idx_sessions_history
ON sessions(user_id, completed_at DESC)
WHERE is_completed = true;

-- Clean-up of sessions that were never finished
CREATE INDEX idx_sessions_unfinished
ON sessions(started_at)
WHERE is_completed = false;

COMMENT ON TABLE sessions IS 'One run of a scenario by a user';
COMMENT ON COLUMN sessions.duration_seconds IS 'Set by trigger when the session is completed';
COMMENT ON COLUMN sessions.message_count_main IS 'Kept by trigger on messages';
COMMENT ON COLUMN sessions.message_count_helper IS 'Kept by trigger on messages';

-- =============================================================================
-- messages: both chats of a session
-- =============================================================================
CREATE TABLE messages (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    session_id UUID NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('user', 'scenario', 'helper')),
    chat_type TEXT NOT NULL DEFAULT 'main' CHECK (chat_type IN ('main', 'helper')),
    content TEXT NOT NULL,
    timestamp TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

CREATE INDEX idx_messages_session_timestamp ON messages(session_id, timestamp);

COMMENT ON TABLE messages IS 'Chat messages, immutable once created. Supports incremental saves during character-by-character streaming.';
COMMENT ON COLUMN messages.role IS 'Who wrote it: the user, the scenario character or the helper';
COMMENT ON COLUMN messages.chat_type IS 'Which chat it belongs to: main conversation or helper';
