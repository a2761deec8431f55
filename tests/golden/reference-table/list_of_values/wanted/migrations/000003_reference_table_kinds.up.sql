-- A new value of logs.kind is a row in kinds from now on, and no migration.  [reference-table]
-- Programs that add to logs.kind add to kinds first.
-- Lock: ACCESS EXCLUSIVE on logs; reads and writes wait, for a moment.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
CREATE TABLE public.kinds (
    kind text PRIMARY KEY
);
COMMENT ON TABLE public.kinds IS 'The values of logs.kind, one a row.';
INSERT INTO public.kinds (kind) VALUES
    ('signed in'),
    ('it''s out'),
    ('failed');
ALTER TABLE public.logs ADD CONSTRAINT logs_kind_fkey FOREIGN KEY (kind) REFERENCES public.kinds (kind) NOT VALID;
ALTER TABLE public.logs DROP CONSTRAINT logs_kind_check;
COMMIT;
