-- measured.at rounds: a moment can come out later than it was, even in the future.  [timestamp-precision]
-- What is finer than before is rounded on the way back.
-- Lock: ACCESS EXCLUSIVE on measured; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.measured ALTER COLUMN at DROP DEFAULT, ALTER COLUMN at TYPE timestamp with time zone USING at::timestamp with time zone, ALTER COLUMN at SET DEFAULT now();
COMMIT;
