CREATE TYPE float_range AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE text_range AS RANGE (SUBTYPE = text, COLLATION = "C", SUBTYPE_OPCLASS = text_pattern_ops);
CREATE TABLE r (a float_range, b int4range, c tstzrange DEFAULT tstzrange(now(), NULL), d text_range,
    EXCLUDE USING gist (b WITH &&, c WITH &&));
COMMENT ON TYPE float_range IS 'from to';
