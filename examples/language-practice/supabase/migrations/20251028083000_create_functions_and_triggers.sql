-- =============================================================================
-- updated_at
-- =============================================================================
CREATE OR REPLACE FUNCTION update_updated_at_column()
RETURNS TRIGGER AS $$
BEGIN
    NEW.updated_at = NOW();
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER update_profiles_updated_at
BEFORE UPDATE ON profiles
FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

CREATE TRIGGER update_sessions_updated_at
BEFORE UPDATE ON sessions
FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();

-- =============================================================================
-- A profile for every new user
-- =============================================================================
CREATE OR REPLACE FUNCTION create_profile_for_new_user()
RETURNS TRIGGER
LANGUAGE plpgsql
SECURITY DEFINER
AS $$
BEGIN
    INSERT INTO profiles (id, email, week_reset_date)
    VALUES (NEW.id, NEW.email, NOW() + INTERVAL '7 days');
    RETURN NEW;
END;
$$;

CREATE TRIGGER on_auth_user_created
AFTER INSERT ON auth.users
FOR EACH ROW EXECUTE FUNCTION create_profile_for_new_user();

-- =============================================================================
-- Duration of a completed session
-- =============================================================================
CREATE OR REPLACE FUNCTION calculate_session_duration()
RETURNS TRIGGER AS $$
BEGIN
    IF NEW.is_completed = true AND OLD.is_completed = false THEN
        NEW.duration_seconds := EXTRACT(EPOCH FROM (NEW.completed_at - NEW.started_at))::INTEGER;
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER calculate_duration_on_completion
BEFORE UPDATE ON sessions
FOR EACH ROW EXECUTE FUNCTION calculate_session_duration();

-- =============================================================================
-- Message counters of a session
-- =============================================================================
CREATE OR REPLACE FUNCTION increment_message_count()
RETURNS TRIGGER
LANGUAGE plpgsql
SECURITY DEFINER
AS $$
BEGIN
    IF NEW.chat_type = 'main' THEN
        UPDATE sessions
        SET message_count_main = message_count_main + 1
        WHERE id = NEW.session_id;
    ELSIF NEW.chat_type = 'helper' THEN
        UPDATE sessions
        SET message_count_helper = message_count_helper + 1
        WHERE id = NEW.session_id;
    END IF;
    RETURN NEW;
END;
$$;

CREATE TRIGGER increment_count_on_message
AFTER INSERT ON messages
FOR EACH ROW EXECUTE FUNCTION increment_message_count();
