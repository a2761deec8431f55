-- a text search configuration, or dictionary, takes along what names it in a constant
CREATE SCHEMA s; CREATE TEXT SEARCH CONFIGURATION cfg (COPY = simple); CREATE TEXT SEARCH CONFIGURATION s.other (COPY = simple);
CREATE TEXT SEARCH DICTIONARY dict (TEMPLATE = simple); CREATE TEXT SEARCH CONFIGURATION below (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION below ALTER MAPPING FOR word WITH dict;
CREATE TABLE t (c text, d int, g tsvector GENERATED ALWAYS AS (to_tsvector('cfg', c)) STORED,
    h tsvector GENERATED ALWAYS AS (to_tsvector('simple', c)) STORED,
    i tsvector GENERATED ALWAYS AS (setweight(to_tsvector('public.below'::regconfig, c), 'A')) STORED);
CREATE TABLE t2 (c text, d text DEFAULT to_tsvector('cfg', 'x')::text, e text DEFAULT 'cfg', f tsquery DEFAULT to_tsquery('cfg'),
    k text DEFAULT ts_lexize('dict', 'x')::text, l regconfig DEFAULT 's.other'::regconfig);
CREATE INDEX i ON t (to_tsvector('cfg'::regconfig, c)); CREATE INDEX j ON t USING gin (g); CREATE INDEX k ON t USING gin (h);
CREATE VIEW v AS SELECT to_tsvector('cfg', c) AS q FROM t; CREATE VIEW w AS SELECT c FROM t WHERE h @@ websearch_to_tsquery('simple', 'x');
CREATE VIEW x AS SELECT c FROM t WHERE h @@ plainto_tsquery('s.other', 'x');
CREATE FUNCTION f(text) RETURNS tsvector LANGUAGE sql AS $$ SELECT to_tsvector('cfg', $1) $$;
ALTER TABLE t2 ADD CONSTRAINT long CHECK (to_tsvector('cfg', c) <> ''), ADD CONSTRAINT short CHECK (to_tsvector('english', c) <> '');
DROP TEXT SEARCH CONFIGURATION cfg CASCADE;
DROP TEXT SEARCH DICTIONARY dict CASCADE;
DROP SCHEMA s CASCADE;
