CREATE TABLE logs (id int, "At" timestamptz, payload jsonb)
    PARTITION BY RANGE (date_part('year', "At" AT TIME ZONE 'utc'), ((id % 10)));
CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM (2020, 0) TO (2021, MAXVALUE);
CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM (MINVALUE, MINVALUE) TO (2020, 0);
CREATE TABLE names (name text COLLATE "C") PARTITION BY LIST (name COLLATE "POSIX" text_pattern_ops);
CREATE TABLE names_quoted PARTITION OF names FOR VALUES IN ('it''s', 'a, b', 'WITH');
