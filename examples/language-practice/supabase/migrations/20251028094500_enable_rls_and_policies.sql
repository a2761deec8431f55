ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE scenarios ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE logs ENABLE ROW LEVEL SECURITY;

-- profiles: users see and change their own
CREATE POLICY profiles_select_own
ON profiles FOR SELECT
TO authenticated
USING (auth.uid() = id);

CREATE POLICY profiles_insert_own
ON profiles FOR INSERT
TO authenticated
WITH CHECK (auth.uid() = id);

CREATE POLICY profiles_update_own
ON profiles FOR UPDATE
TO authenticated
USING (auth.uid() = id)
WITH CHECK (auth.uid() = id);

-- scenarios: readable by everyone, written by seed and migrations
GRANT SELECT ON scenarios TO anon, authenticated;

CREATE POLICY scenarios_select_anon
ON scenarios FOR SELECT
TO anon
USING (true);

CREATE POLICY scenarios_select_authenticated
ON scenarios FOR SELECT
TO authenticated
USING (true);

-- sessions: users work with their own, deletion is left to the clean-up job
CREATE POLICY sessions_select_own
ON sessions FOR SELECT
TO authenticated
USING (auth.uid() = user_id);

CREATE POLICY sessions_insert_own
ON sessions FOR INSERT
TO authenticated
WITH CHECK (auth.uid() = user_id);

CREATE POLICY sessions_update_own
ON sessions FOR UPDATE
TO authenticated
USING (auth.uid() = user_id)
WITH CHECK (auth.uid() = user_id);

-- messages: access goes through the session, no UPDATE or DELETE (immutable)
CREATE POLICY messages_select_own
ON messages FOR SELECT
TO authenticated
USING (
    EXISTS (
        SELECT 1 FROM sessions
        WHERE sessions.id = messages.session_id
        AND sessions.user_id = auth.uid()
    )
);

CREATE POLICY messages_insert_own
ON messages FOR INSERT
TO authenticated
WITH CHECK (
    EXISTS (
        SELECT 1 FROM sessions
        WHERE sessions.id = messages.session_id
        AND sessions.user_id = auth.uid()
    )
);

-- logs: users read their own, INSERT via service role only
CREATE POLICY logs_select_own
ON logs FOR SELECT
TO authenticated
USING (auth.uid() = user_id);
