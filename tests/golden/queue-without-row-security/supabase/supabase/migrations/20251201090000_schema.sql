CREATE SCHEMA pgmq;
CREATE TABLE pgmq.q_jobs (msg_id bigint PRIMARY KEY, message jsonb);
CREATE TABLE pgmq.a_jobs (msg_id bigint PRIMARY KEY, message jsonb);
CREATE TABLE pgmq.q_safe (msg_id bigint PRIMARY KEY, message jsonb);
ALTER TABLE pgmq.q_safe ENABLE ROW LEVEL SECURITY;
