-- likes.post_id is integer, and posts.id, which it refers to, bigint.  [foreign-key-type]
-- posts.user_id is bigint, and users.id, which it refers to, integer.  [foreign-key-type]
-- Dropped and made again on the way: view public.liked.
-- Locks: ACCESS EXCLUSIVE on liked, posts, likes, users; SHARE ROW EXCLUSIVE on users_id_seq; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
DROP VIEW public.liked;
ALTER TABLE public.likes ALTER COLUMN post_id TYPE bigint USING post_id::bigint;
CREATE VIEW public.liked AS SELECT post_id FROM public.likes;
ALTER TABLE public.users ALTER COLUMN id DROP DEFAULT, ALTER COLUMN id TYPE bigint USING id::bigint, ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);
ALTER TABLE public.likes ALTER COLUMN user_id TYPE bigint USING user_id::bigint;
ALTER SEQUENCE public.users_id_seq AS bigint;
COMMIT;
