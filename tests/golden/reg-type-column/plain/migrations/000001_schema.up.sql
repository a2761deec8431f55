CREATE TABLE jobs (id bigint PRIMARY KEY, "run it" regproc NOT NULL, others regprocedure[], of regclass, who regrole, as_text text);
CREATE INDEX jobs_run ON jobs ("run it");
COMMENT ON COLUMN jobs."run it" IS 'what is called';
CREATE VIEW running AS SELECT id, "run it" FROM jobs;
