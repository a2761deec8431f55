CREATE FUNCTION slug(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower(regexp_replace(t, '\W+', '-', 'g')) $$;
CREATE SEQUENCE numbers;
CREATE FUNCTION next_number() RETURNS text LANGUAGE sql AS $$ SELECT 'N' || nextval('numbers') $$;
CREATE TABLE posts (id int PRIMARY KEY, title text CHECK (slug(title) <> ''), s text GENERATED ALWAYS AS (slug(title)) STORED,
    number text DEFAULT next_number());
CREATE INDEX ON posts (slug(title)) WHERE slug(title) <> 'x';
CREATE VIEW slugs AS SELECT slug(title) AS s, next_number() AS n FROM posts;
CREATE FUNCTION count_posts() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM posts JOIN slugs USING (s)';
ALTER TABLE posts ADD CHECK (count_posts() < 100);
CREATE FUNCTION by_row(p posts) RETURNS text LANGUAGE sql AS 'SELECT p.title';
CREATE VIEW computed AS SELECT p.by_row AS t FROM posts p;
CREATE POLICY p ON posts USING (slug(title) = 'x' AND count_posts() > 0);
