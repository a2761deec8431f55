-- pgmq.q_jobs holds the messages of a queue, and whoever may select from it sees all of them.  [queue-without-row-security]
-- No policy of pgmq.q_jobs allows anything: clients use the queue by functions of its owner.
-- Lock: ACCESS EXCLUSIVE on pgmq.q_jobs; reads and writes wait, for a moment.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '30s';
ALTER TABLE pgmq.q_jobs ENABLE ROW LEVEL SECURITY;
