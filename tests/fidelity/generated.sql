CREATE TABLE boxes (w int, h int, area int GENERATED ALWAYS AS (w * h) STORED,
    label text GENERATED ALWAYS AS ('box ' || w::text) STORED, big boolean GENERATED ALWAYS AS (w * h > 100) STORED);
ALTER TABLE boxes ADD COLUMN half numeric GENERATED ALWAYS AS (w / 2.0) STORED;
ALTER TABLE boxes ALTER big DROP EXPRESSION;
CREATE INDEX ON boxes (area, half);
CREATE TABLE crates (w int, twice int GENERATED ALWAYS AS (w * 2) STORED);
CREATE TABLE small_boxes (w int, twice int GENERATED ALWAYS AS (w * 2) STORED);
ALTER TABLE small_boxes INHERIT crates;
CREATE TABLE parcels (id int, w int, twice int GENERATED ALWAYS AS (w * 2) STORED) PARTITION BY LIST (id);
CREATE TABLE parcels_1 PARTITION OF parcels FOR VALUES IN (1);
CREATE TABLE parcels_2 PARTITION OF parcels (twice GENERATED ALWAYS AS (w * 3) STORED) FOR VALUES IN (2);
CREATE TABLE parcels_3 (id int, w int, twice int GENERATED ALWAYS AS (w * 4) STORED);
ALTER TABLE parcels ATTACH PARTITION parcels_3 FOR VALUES IN (3);
CREATE TABLE bare_boxes (w int, twice int);
CREATE TABLE counted_boxes (w int, twice int GENERATED ALWAYS AS (w * 2) STORED);
ALTER TABLE counted_boxes INHERIT bare_boxes;
CREATE TABLE declared_crates (twice int) INHERITS (crates);
