CREATE TABLE logs (id int) PARTITION BY RANGE (id);
CREATE INDEX logs_idx ON logs (id);
CREATE TABLE logs_1 (id int) PARTITION BY RANGE (id);
CREATE TABLE logs_1_1 PARTITION OF logs_1 FOR VALUES FROM (0) TO (10);
-- not built: it is passed over
CREATE INDEX logs_1_only ON ONLY logs_1 (id);
ALTER TABLE logs ATTACH PARTITION logs_1 FOR VALUES FROM (0) TO (100);
CREATE TABLE notes (id int) PARTITION BY RANGE (id);
CREATE TABLE notes_1 PARTITION OF notes FOR VALUES FROM (0) TO (100) PARTITION BY RANGE (id);
CREATE TABLE notes_1_1 PARTITION OF notes_1 FOR VALUES FROM (0) TO (10);
CREATE INDEX notes_1_only ON ONLY notes_1 (id);
-- one that has a part which is not built is not, either
CREATE INDEX notes_idx ON notes (id);
CREATE TABLE parted (id int) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10);
CREATE INDEX parted_idx ON parted (id);
CLUSTER parted USING parted_idx;
-- a part that comes is built, whatever the rest is
CREATE TABLE notes_2 (id int) PARTITION BY RANGE (id);
CREATE TABLE notes_2_1 PARTITION OF notes_2 FOR VALUES FROM (100) TO (150);
ALTER TABLE notes ATTACH PARTITION notes_2 FOR VALUES FROM (100) TO (200);
CREATE TABLE notes_3 PARTITION OF notes FOR VALUES FROM (200) TO (300);
