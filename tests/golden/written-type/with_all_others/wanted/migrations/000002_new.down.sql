-- taken back by the way back of a later migration
ALTER TABLE orders DROP CONSTRAINT positive;
DROP FUNCTION f();
DROP VIEW small_names;
DROP TABLE a_name_that_is_longer_than_sixty_three_bytes_and_therefore_cut_by_postgres;
DROP TYPE color;
ALTER TABLE orders DROP COLUMN code2, DROP COLUMN w;
DROP TABLE small;
