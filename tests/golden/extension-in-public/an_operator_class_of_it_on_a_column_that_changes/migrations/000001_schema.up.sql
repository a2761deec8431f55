CREATE EXTENSION pg_trgm;
CREATE TABLE tags (id bigint PRIMARY KEY, name varchar(20));
CREATE INDEX tags_name ON tags USING gin (lower(name) public.gin_trgm_ops);
