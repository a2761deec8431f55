-- Users and what they can practise

-- =============================================================================
-- profiles: one row per user of auth.users
-- =============================================================================
CREATE TABLE profiles (
    id UUID PRIMARY KEY REFERENCES auth.users(id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    completed_scenario_count INTEGER NOT NULL DEFAULT 0,
    current_week_completion_count INTEGER NOT NULL DEFAULT 0,
    week_reset_date TIMESTAMPTZ NOT NULL DEFAULT (NOW() + INTERVAL '7 days'),
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

CREATE INDEX idx_profiles_email ON profiles(email);
CREATE INDEX idx_profiles_week_reset ON profiles(week_reset_date);

COMMENT ON TABLE profiles IS 'User profile, created when a user signs up';
COMMENT ON COLUMN profiles.completed_scenario_count IS 'Scenarios completed since sign-up';
COMMENT ON COLUMN profiles.current_week_completion_count IS 'Scenarios completed in the current week, for the weekly limit';
COMMENT ON COLUMN profiles.week_reset_date IS 'When the weekly counter goes back to 0';

-- =============================================================================
-- scenarios: predefined, ids are assigned by hand (see seed.sql)
-- =============================================================================
CREATE TABLE scenarios (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    emoji TEXT NOT NULL,
    difficulty TEXT NOT NULL CHECK (difficulty IN ('easy', 'medium', 'hard')),
    description TEXT NOT NULL,
    opening_message TEXT NOT NULL,
    main_system_prompt TEXT NOT NULL,
    helper_system_prompt TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
);

COMMENT ON TABLE scenarios IS 'Predefined practice scenarios with the prompts of both AI characters';
