CREATE TABLE notes (id uuid PRIMARY KEY, user_id uuid NOT NULL, org text, members uuid[], kind text);
CREATE TABLE members (note_id uuid REFERENCES notes, user_id uuid);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE members ENABLE ROW LEVEL SECURITY;

-- wrapped and bare beside each other: Supabase's lint takes this one for mended
CREATE POLICY "mixed, of 'both'" ON notes FOR SELECT TO authenticated
    USING (user_id = (select auth.uid()) OR auth.uid() = ANY (members) /* shared */);
CREATE POLICY "own" ON notes FOR UPDATE TO authenticated
    USING ( auth.uid() = user_id )
    WITH CHECK (user_id = (SELECT auth.uid()));
CREATE POLICY "Of an organisation" ON notes TO authenticated
    USING (org = (auth.jwt() ->> 'org')) WITH CHECK (org = auth.jwt() ->> 'org' AND auth.role() = 'authenticated');
CREATE POLICY "of members" ON notes FOR DELETE TO authenticated
    USING (EXISTS (SELECT FROM members m WHERE m.note_id = notes.id AND m.user_id = auth.uid()));

-- nothing to do: asked once already, by a column, an array, volatile
CREATE FUNCTION is_lucky() RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT random() < 0.5';
CREATE POLICY once ON members FOR SELECT TO authenticated USING (user_id IN (SELECT auth.uid()));
CREATE POLICY by_column ON notes FOR INSERT WITH CHECK (org = current_setting('app.' || kind, true));
CREATE POLICY by_array ON members FOR UPDATE USING (user_id IN (auth.uid()));
CREATE POLICY lucky ON members FOR DELETE USING (is_lucky());
