CREATE TABLE base (id serial PRIMARY KEY, at timestamptz DEFAULT now() NOT NULL);
CREATE TABLE child (LIKE base INCLUDING ALL, note text) INHERITS (base);
CREATE TABLE other (LIKE base INCLUDING DEFAULTS INCLUDING INDEXES, UNIQUE (at));
CREATE TABLE part (LIKE base INCLUDING CONSTRAINTS, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01') WITH (fillfactor = 70);
CREATE TABLE made (id int PRIMARY KEY, label text, twice int GENERATED ALWAYS AS (id * 2) STORED, UNIQUE (label));
ALTER TABLE made ALTER label SET STORAGE MAIN, ALTER label SET COMPRESSION pglz;
COMMENT ON INDEX made_pkey IS 'by number';
COMMENT ON CONSTRAINT made_pkey ON made IS 'one of each';
COMMENT ON INDEX made_label_key IS 'by label';
CREATE TABLE copied (LIKE made INCLUDING ALL);
CREATE TABLE bare (LIKE made INCLUDING INDEXES);
-- what the heir does not say is as it inherits it
CREATE TABLE heir (LIKE made INCLUDING CONSTRAINTS) INHERITS (made);
CREATE TABLE heir_too (label text, twice int) INHERITS (made);
