CREATE TABLE booking (room int4range, during tsrange, cancelled boolean,
    EXCLUDE USING gist (room WITH &&, during WITH &&) WHERE (NOT cancelled),
    CONSTRAINT named EXCLUDE USING gist (during WITH &&) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE circles (c circle, EXCLUDE USING gist (c WITH &&));
CREATE TABLE expr (a int, b int, EXCLUDE ((a + b) WITH =), EXCLUDE USING btree (abs(a) WITH =, b WITH =));
ALTER TABLE circles ADD COLUMN during daterange, ADD EXCLUDE USING gist (during WITH -|-);
CREATE TABLE included (r int4range, note text, EXCLUDE USING gist (r WITH &&) INCLUDE (note));
