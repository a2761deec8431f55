-- "Avatars are public" on storage.objects lets everybody list the bucket avatars.  [public-bucket-listing]
-- If avatars is not a public bucket, its files can no longer be read.
-- Lock: ACCESS EXCLUSIVE on storage.objects; reads and writes wait, for a moment.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
DROP POLICY "Avatars are public" ON storage.objects;
