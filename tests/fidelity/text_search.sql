CREATE TEXT SEARCH CONFIGURATION en (COPY = english); CREATE TEXT SEARCH DICTIONARY simple_en (TEMPLATE = simple, STOPWORDS = english);
ALTER TEXT SEARCH CONFIGURATION en ALTER MAPPING FOR asciiword WITH simple_en, english_stem;
CREATE TABLE t (title text, tsv tsvector GENERATED ALWAYS AS (to_tsvector('public.en', title)) STORED); CREATE INDEX ON t USING gin (to_tsvector('en', title));
CREATE TEXT SEARCH CONFIGURATION by_keyword (PARSER = default);
CREATE TEXT SEARCH CONFIGURATION by_string (COPY = 'simple');
