CREATE DOMAIN region AS text;
CREATE TABLE sales (id int, place region) PARTITION BY LIST (place);
CREATE TABLE sales_north PARTITION OF sales FOR VALUES IN ('north');
CREATE TABLE plain (id int, place region);
CREATE TABLE by_words (id int, place region) PARTITION BY LIST (lower(place));
CREATE TABLE by_id (id int, place region) PARTITION BY LIST (id);
DROP DOMAIN region CASCADE;
