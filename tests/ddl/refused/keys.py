"""Keys, references, and indexes."""

from __future__ import annotations

KEYS = [  # a key of a partitioned table has all columns that it is partitioned by
    ("ALTER TABLE pt ADD PRIMARY KEY (b)", "ALTER TABLE pt ADD PRIMARY KEY (b, a)"),
    ("ALTER TABLE pt ADD UNIQUE (b)", "ALTER TABLE pt ADD UNIQUE (a)"),
    ("CREATE UNIQUE INDEX ON pt (b) INCLUDE (a)", "CREATE UNIQUE INDEX ON pt (a) INCLUDE (b)"),
    ("CREATE UNIQUE INDEX ON ONLY pt (b)", "CREATE INDEX ON ONLY pt (b)"),
    ("CREATE UNIQUE INDEX ON pt ((a + 1))", "CREATE INDEX ON pt ((a + 1))"),
    (
        "CREATE TABLE z (a int PRIMARY KEY, b int) PARTITION BY RANGE (b)",
        "CREATE TABLE z (a int PRIMARY KEY, b int) PARTITION BY RANGE (a)",
    ),
    (
        "CREATE TABLE z (a int, b int, UNIQUE (a, b)) PARTITION BY RANGE ((a + b))",
        "CREATE TABLE z (a int, b int) PARTITION BY RANGE ((a + b))",
    ),
    (
        "ALTER TABLE pt ADD PRIMARY KEY (a); CREATE TABLE z PARTITION OF pt FOR VALUES FROM (10) TO (20) PARTITION BY LIST (b)",
        "ALTER TABLE pt ADD PRIMARY KEY (a, b); CREATE TABLE z PARTITION OF pt FOR VALUES FROM (10) TO (20) PARTITION BY LIST (b)",
    ),
    (
        "CREATE UNIQUE INDEX ON pt (a) WHERE b > 0; CREATE TABLE z PARTITION OF pt FOR VALUES FROM (10) TO (20) PARTITION BY LIST (b)",
        "CREATE UNIQUE INDEX ON pt (a) WHERE b > 0; CREATE TABLE z PARTITION OF pt FOR VALUES FROM (10) TO (20) PARTITION BY LIST (a)",
    ),
    (
        "ALTER TABLE pt ADD UNIQUE (a); CREATE TABLE z (LIKE ptx) PARTITION BY LIST (a);"
        " CREATE TABLE x PARTITION OF z FOR VALUES IN (10) PARTITION BY LIST (b); ALTER TABLE pt ATTACH PARTITION z FOR VALUES FROM (10) TO (20)",
        "ALTER TABLE pt ADD UNIQUE (a); CREATE TABLE z (LIKE ptx) PARTITION BY LIST (a);"
        " CREATE TABLE x PARTITION OF z FOR VALUES IN (10) PARTITION BY LIST (a); ALTER TABLE pt ATTACH PARTITION z FOR VALUES FROM (10) TO (20)",
    ),
    (
        "CREATE TABLE z PARTITION OF pt FOR VALUES FROM (10) TO (20) PARTITION BY LIST (b); ALTER TABLE pt ADD UNIQUE (a)",
        "CREATE TABLE z PARTITION OF pt FOR VALUES FROM (10) TO (20) PARTITION BY LIST (b); ALTER TABLE ONLY pt ADD UNIQUE (a)",
    ),
    (
        "ALTER TABLE pt ADD EXCLUDE USING btree (b WITH =)",
        "ALTER TABLE u ADD EXCLUDE USING btree (id WITH =)",
    ),
    ("CREATE TABLE z (a json UNIQUE)", "CREATE TABLE z (a jsonb UNIQUE)"),
    ("CREATE INDEX ON t (j)", "CREATE INDEX ON t (p)"),
    ("CREATE UNIQUE INDEX ON t USING hash (a)", "CREATE INDEX ON t USING hash (a)"),
    ("CREATE INDEX ON v (id)", "CREATE INDEX ON mv (a)"),
    ("ALTER TABLE ft ADD PRIMARY KEY (a)", "ALTER TABLE ft ADD CHECK (a > 0)"),
    (
        "ALTER TABLE u ADD CONSTRAINT k UNIQUE USING INDEX ub",
        "ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX ub",
    ),
    ("ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX ub", "ALTER TABLE t ADD UNIQUE USING INDEX ub"),
    ("ALTER TABLE u ADD UNIQUE (id, id)", "ALTER TABLE u ADD UNIQUE (id, t_id)"),
    ("ALTER TABLE u VALIDATE CONSTRAINT u_id_key", "ALTER TABLE u VALIDATE CONSTRAINT u_t_id_fkey"),
    (
        "ALTER TABLE u ALTER CONSTRAINT u_id_key DEFERRABLE",
        "ALTER TABLE u ALTER CONSTRAINT u_t_id_fkey DEFERRABLE",
    ),
]
PARAMETERS = [  # what is stored how
    (
        "CREATE TABLE z (a int) WITH (nonsense = 1)",
        "CREATE TABLE z (a int) WITH (fillfactor = 70, oids = false)",
    ),
    ("CREATE TABLE z (a int) WITH (fillfactor = 9)", "CREATE TABLE z (a int) WITH (fillfactor = 10)"),
    ("CREATE TABLE z (a int) WITH (oids)", "CREATE TABLE z (a int) WITHOUT OIDS"),
    (
        "CREATE TABLE z (a int) WITH (toast.fillfactor = 70)",
        "CREATE TABLE z (a text) WITH (toast.autovacuum_enabled = off)",
    ),
    ("ALTER TABLE t SET (nonsense = 1)", "ALTER TABLE t RESET (nonsense)"),
    (
        "ALTER TABLE t SET (pages_per_range = 1)",
        "ALTER TABLE t SET (parallel_workers = 1, vacuum_truncate = off)",
    ),
    ("CREATE INDEX ON t (a) WITH (fastupdate = off)", "CREATE INDEX ON t (a) WITH (deduplicate_items = off)"),
    (
        "CREATE INDEX ON t USING brin (a) WITH (fillfactor = 70)",
        "CREATE INDEX ON t USING brin (a) WITH (pages_per_range = 4)",
    ),
    ("ALTER INDEX ia SET (nonsense = 1)", "ALTER INDEX ia SET (fillfactor = 70)"),
    (
        "CREATE VIEW z WITH (fillfactor = 70) AS SELECT a FROM t",
        "CREATE VIEW z WITH (security_barrier) AS SELECT a FROM t",
    ),
    ("ALTER VIEW v SET (fillfactor = 70)", "ALTER MATERIALIZED VIEW mv SET (fillfactor = 70)"),
]
MUTABLE = [  # what is computed once
    ("CREATE INDEX ON t ((now()))", "CREATE INDEX ON t ((a + 1))"),
    ("CREATE INDEX ON t (a) WHERE a > random()", "CREATE INDEX ON t (a) WHERE a > abs(n)"),
    ("CREATE INDEX ON t ((b || current_user))", "CREATE INDEX ON t ((b || 'x'))"),
    ("CREATE INDEX ON t (to_tsvector(b))", "CREATE INDEX ON t (to_tsvector('english', b))"),
    ("CREATE INDEX ON t (concat(a, b))", "CREATE INDEX ON t ((coalesce(b, '') || b))"),
    (
        "CREATE TABLE z (a int, g timestamptz GENERATED ALWAYS AS (now()) STORED)",
        "CREATE TABLE z (a int, g timestamptz DEFAULT now())",
    ),
    (
        "CREATE TABLE z (a float8, g text GENERATED ALWAYS AS (to_char(a, '9')) STORED)",
        "CREATE TABLE z (a float8, g timestamptz GENERATED ALWAYS AS (to_timestamp(a)) STORED)",
    ),
    (
        "CREATE INDEX ON t (to_jsonb(m))",
        "CREATE FUNCTION to_jsonb(mood) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'; CREATE INDEX ON t (to_jsonb(m))",
    ),
]
CLASSES = [  # an index's method has an operator class for the type by default
    ("CREATE INDEX ON t USING hash (j)", "CREATE INDEX ON t USING hash (m)"),
    (
        "CREATE INDEX ON t USING gin (j)",
        "ALTER TABLE t ADD q jsonb, ADD r int[]; CREATE INDEX ON t USING gin (q, r)",
    ),
    (
        "ALTER TABLE t ADD q jsonb; CREATE INDEX ON t USING gist (q)",
        "ALTER TABLE t ADD q point; CREATE INDEX ON t USING gist (q)",
    ),
    ("CREATE INDEX ON t USING spgist (a)", "CREATE INDEX ON t USING spgist (b)"),
    (
        "ALTER TABLE t ADD q bool; CREATE INDEX ON t USING brin (q)",
        "ALTER TABLE t ADD q inet; CREATE INDEX ON t USING brin (q)",
    ),
    ("CREATE STATISTICS z ON (a) FROM t", "CREATE STATISTICS z ON (a), b FROM t"),
]
REFERENCES = [
    ("CREATE TABLE z (a text REFERENCES t)", "CREATE TABLE z (a bigint REFERENCES t)"),
    ("CREATE TABLE z (a numeric REFERENCES t)", "CREATE TABLE z (a pos REFERENCES t)"),
    ("CREATE TABLE z (a uuid REFERENCES t)", "CREATE TABLE z (a varchar REFERENCES t (b))"),
    (
        "CREATE TABLE z (a numeric UNIQUE); CREATE TABLE y (a uuid REFERENCES z (a))",
        "CREATE TABLE z (a numeric UNIQUE); CREATE TABLE y (a int REFERENCES z (a))",
    ),
    (
        "CREATE TABLE z (a date UNIQUE); CREATE TABLE y (a int REFERENCES z (a))",
        "CREATE TABLE z (a date UNIQUE); CREATE TABLE y (a timestamptz REFERENCES z (a))",
    ),
    (
        "CREATE TABLE z (a int, b int, FOREIGN KEY (a, b) REFERENCES t)",
        "CREATE TABLE z (a int, FOREIGN KEY (a) REFERENCES t)",
    ),
    ("CREATE TABLE z (a int REFERENCES v)", "CREATE TABLE z (a int REFERENCES t (id))"),
    (
        "ALTER TABLE u ADD FOREIGN KEY (id) REFERENCES u (t_id)",
        "ALTER TABLE u ADD FOREIGN KEY (t_id) REFERENCES u (id)",
    ),
    (
        "ALTER TABLE few ADD FOREIGN KEY (b) REFERENCES few (a)",
        "ALTER TABLE few ADD FOREIGN KEY (b) REFERENCES few (a), ADD UNIQUE (a)",
    ),
    (
        "CREATE UNLOGGED TABLE z (a int PRIMARY KEY); CREATE TABLE y (a int REFERENCES z)",
        "CREATE UNLOGGED TABLE z (a int REFERENCES t)",
    ),
    (
        "CREATE TABLE z (a int, b int, FOREIGN KEY (a) REFERENCES t ON DELETE SET NULL (b))",
        "CREATE TABLE z (a int, b int, FOREIGN KEY (a) REFERENCES t ON DELETE SET NULL (a))",
    ),
]
LISTS = "CREATE TABLE z (a int[], b int4range, c text);"
METHODS = [  # what the method of an index can do
    (f"{LISTS} CREATE UNIQUE INDEX ON z USING gin (a)", f"{LISTS} CREATE INDEX ON z USING gin (a, a)"),
    (
        f"{LISTS} CREATE INDEX ON z USING gin (a DESC)",
        f"{LISTS} CREATE INDEX ON z USING btree (a DESC NULLS LAST)",
    ),
    (f"{LISTS} CREATE INDEX ON z USING brin (b) INCLUDE (c)", f"{LISTS} CREATE INDEX ON z USING brin (c, b)"),
    (
        f"{LISTS} CREATE UNIQUE INDEX ON z USING gist (b)",
        f"{LISTS} CREATE INDEX ON z USING gist (b, b) INCLUDE (c)",
    ),
    (
        f"{LISTS} CREATE INDEX ON z USING spgist (c, c)",
        f"{LISTS} CREATE INDEX ON z USING spgist (c) INCLUDE (b)",
    ),
    ("CREATE INDEX ON t USING hash (a ASC)", "CREATE INDEX ON t USING hash (a)"),
    ("CREATE INDEX ON t (a) INCLUDE ((n + 1))", "CREATE INDEX ON t (a) INCLUDE (n)"),
    (
        "CREATE INDEX ON t (a) INCLUDE (b text_pattern_ops)",
        "CREATE INDEX ON t (b text_pattern_ops) INCLUDE (a)",
    ),
    ('CREATE INDEX ON t (a) INCLUDE (b COLLATE "C")', 'CREATE INDEX ON t (b COLLATE "C") INCLUDE (a)'),
]
