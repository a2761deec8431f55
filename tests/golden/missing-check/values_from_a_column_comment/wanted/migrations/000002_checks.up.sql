-- By its comment, posts.kind is to satisfy kind IN ('note', 'essay'): now the database holds it to that.  [missing-check]
-- By its comment, posts.status is to satisfy status IN ('draft', 'published'): now the database holds it to that.  [missing-check]
-- Lock: ACCESS EXCLUSIVE on posts; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE public.posts ADD CONSTRAINT posts_kind_check CHECK (kind IN ('note', 'essay')) NOT VALID;
ALTER TABLE public.posts ADD CONSTRAINT posts_status_check CHECK (status IN ('draft', 'published')) NOT VALID;
COMMIT;
