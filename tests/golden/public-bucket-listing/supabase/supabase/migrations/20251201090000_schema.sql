CREATE POLICY "Avatars are public" ON storage.objects FOR SELECT USING (bucket_id = 'avatars');
CREATE POLICY "own avatar" ON storage.objects FOR SELECT USING (bucket_id = 'avatars' AND owner = auth.uid());
CREATE POLICY upload ON storage.objects FOR INSERT WITH CHECK (bucket_id = 'avatars');
