CREATE TABLE boxes (w int, h int, area int GENERATED ALWAYS AS (w * h) STORED,
    label text GENERATED ALWAYS AS ('box ' || w::text) STORED, big boolean GENERATED ALWAYS AS (w * h > 100) STORED);
ALTER TABLE boxes ADD COLUMN half numeric GENERATED ALWAYS AS (w / 2.0) STORED;
ALTER TABLE boxes ALTER big DROP EXPRESSION;
CREATE INDEX ON boxes (area, half);
