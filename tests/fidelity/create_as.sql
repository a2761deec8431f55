CREATE TABLE source (id int PRIMARY KEY, name varchar(10) COLLATE "C" NOT NULL, n numeric(10, 2) DEFAULT 1);
CREATE TABLE copied AS SELECT * FROM source;
CREATE TABLE renamed (a, b) AS SELECT id, name FROM source WHERE n > 1 WITH NO DATA;
CREATE UNLOGGED TABLE few WITH (fillfactor = 70) AS SELECT name, id AS number FROM source;
SELECT id, n INTO chosen FROM source;
ALTER TABLE copied ADD PRIMARY KEY (id);
CREATE TEMP TABLE gone AS SELECT * FROM source;
