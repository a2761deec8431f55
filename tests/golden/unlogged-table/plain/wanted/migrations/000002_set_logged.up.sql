-- parents is empty after a crash, and on every standby.  [unlogged-table]
-- queue is empty after a crash, and on every standby.  [unlogged-table]
-- children is empty after a crash, and on every standby.  [unlogged-table]
-- Locks: ACCESS EXCLUSIVE on parents, queue_id_seq, queue, children; reads and writes wait while it reads the table.
BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = 0;
ALTER TABLE public.parents SET LOGGED;
ALTER TABLE public.queue SET LOGGED;
ALTER TABLE public.children SET LOGGED;
COMMIT;
