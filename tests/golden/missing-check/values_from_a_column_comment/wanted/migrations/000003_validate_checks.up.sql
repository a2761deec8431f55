-- By its comment, posts.kind is to satisfy kind IN ('note', 'essay'): now the database holds it to that.  [missing-check]
-- By its comment, posts.status is to satisfy status IN ('draft', 'published'): now the database holds it to that.  [missing-check]
-- Fails if there are rows of posts that break kind IN ('note', 'essay'); find them first: SELECT id, kind FROM public.posts WHERE NOT (kind IN ('note', 'essay'))
-- Fails if there are rows of posts that break status IN ('draft', 'published'); find them first: SELECT id, status FROM public.posts WHERE NOT (status IN ('draft', 'published'))
-- Lock: SHARE UPDATE EXCLUSIVE on posts; reads and writes go on.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.posts VALIDATE CONSTRAINT posts_kind_check;
ALTER TABLE public.posts VALIDATE CONSTRAINT posts_status_check;
COMMIT;
