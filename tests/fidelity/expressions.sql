CREATE TABLE t (a int, b int, c text, d date, e jsonb, f text[],
    CHECK (a BETWEEN 1 AND 10), CHECK (c LIKE 'a%' OR c ILIKE '%b' OR c ~* '^x'), CHECK (a IN (1, 2, 3) AND b NOT IN (4, 5)),
    CHECK (c IS DISTINCT FROM 'x'), CHECK (d > DATE '2000-01-01'), CHECK (CASE a WHEN 1 THEN b > 0 ELSE true END),
    CHECK (COALESCE(a, b, 0) >= NULLIF(b, 0)), CHECK (e ? 'x' AND e @> '{"a": 1}'), CHECK (f @> ARRAY['x'] AND 'y' = ANY (f)),
    CHECK (NOT (a IS NULL AND b IS NULL)), CHECK ((a, b) <> (1, 2)), CHECK (extract(year FROM d) > 2000),
    CHECK (substring(c from 1 for 2) <> 'xx'), CHECK (c SIMILAR TO '[a-z]+'),
    CHECK (octet_length(c) < 100 AND char_length(trim(both ' ' from c)) > 0), CHECK (f IS NULL OR cardinality(f) <= 5));
CREATE INDEX ON t ((e ->> 'a'), (e #>> '{b,c}'), date_trunc('day', d::timestamp), (f[1]));
