CREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES auth.users (id) ON DELETE CASCADE);
CREATE TABLE sessions (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES profiles (id) ON DELETE CASCADE);
CREATE TABLE messages (id uuid PRIMARY KEY, session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, body text);
CREATE TABLE notes (id uuid PRIMARY KEY, session_id uuid NOT NULL REFERENCES sessions (id), shared boolean);
ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY messages_select ON messages FOR SELECT TO authenticated
    USING (EXISTS (SELECT 1 FROM sessions WHERE sessions.id = messages.session_id AND sessions.user_id = auth.uid()));
CREATE POLICY messages_insert ON messages FOR INSERT TO authenticated
    WITH CHECK (EXISTS (SELECT 1 FROM sessions WHERE sessions.id = messages.session_id AND sessions.user_id = auth.uid()));
CREATE POLICY notes_select ON notes FOR SELECT TO authenticated
    USING (shared OR EXISTS (SELECT 1 FROM sessions WHERE sessions.id = notes.session_id AND sessions.user_id = auth.uid()));
