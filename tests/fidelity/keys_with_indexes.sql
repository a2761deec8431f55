CREATE TABLE t (id int NOT NULL, name text NOT NULL, more text);
CREATE UNIQUE INDEX t_ready ON t (id) INCLUDE (more);
ALTER TABLE t ADD CONSTRAINT t_pk PRIMARY KEY USING INDEX t_ready;
CREATE UNIQUE INDEX keeps_name ON t (name);
ALTER TABLE t ADD UNIQUE USING INDEX keeps_name;
ALTER TABLE t CLUSTER ON keeps_name;
ALTER TABLE t REPLICA IDENTITY USING INDEX keeps_name;
CREATE TABLE u (a int, b int, PRIMARY KEY (a) INCLUDE (b) WITH (fillfactor = 60), UNIQUE (b) WITH (fillfactor = 50));
