"""Columns: their values, defaults, and how they are stored."""

from __future__ import annotations

STORAGE = [  # what has a fixed length is never stored apart, nor compressed
    ("ALTER TABLE t ALTER a SET STORAGE EXTERNAL", "ALTER TABLE t ALTER b SET STORAGE EXTERNAL"),
    ("ALTER TABLE t ALTER m SET STORAGE EXTENDED", "ALTER TABLE t ALTER m SET STORAGE PLAIN"),
    ("ALTER TABLE t ALTER d SET STORAGE MAIN", "ALTER TABLE t ALTER p SET STORAGE EXTERNAL"),
    ("ALTER TABLE t ALTER a SET COMPRESSION pglz", "ALTER TABLE t ALTER j SET COMPRESSION pglz"),
    ("CREATE TABLE z (a uuid COMPRESSION pglz)", "CREATE TABLE z (a uuid[] COMPRESSION pglz)"),
]
DEFAULTS = [  # a default is a value of its column's type, or is assigned to it
    ("ALTER TABLE t ALTER a SET DEFAULT 'x'", "ALTER TABLE t ALTER a SET DEFAULT ' 5 '"),
    ("ALTER TABLE t ALTER a SET DEFAULT '5.5'", "ALTER TABLE t ALTER a SET DEFAULT 5.5"),
    ("ALTER TABLE t ALTER a SET DEFAULT now()", "ALTER TABLE t ALTER b SET DEFAULT now()"),
    ("ALTER TABLE t ALTER a SET DEFAULT 'x'::text", "ALTER TABLE t ALTER b SET DEFAULT 5"),
    ("ALTER TABLE t ALTER a SET DEFAULT 'a' || 'b'", "ALTER TABLE t ALTER a SET DEFAULT 1 + 1"),
    ("ALTER TABLE t ALTER m SET DEFAULT 'nope'", "ALTER TABLE t ALTER m SET DEFAULT 'sad'"),
    ("ALTER TABLE t ALTER m SET DEFAULT 'sad'::text", "ALTER TABLE t ALTER m SET DEFAULT 'sad'::mood"),
    ("ALTER TABLE t ALTER j SET DEFAULT '{'", "ALTER TABLE t ALTER j SET DEFAULT '{}'::jsonb"),
    ("ALTER TABLE t ALTER d SET DEFAULT 'x'", "ALTER TABLE t ALTER d SET DEFAULT 0"),
    ("ALTER TABLE t ALTER a SET DEFAULT b", "ALTER TABLE t ALTER a SET DEFAULT NULL"),
    ("ALTER TABLE t ALTER a SET DEFAULT (SELECT 1)", "ALTER TABLE t ALTER a SET DEFAULT nextval('s')"),
    ("ALTER TABLE t ALTER g SET DEFAULT 5", "ALTER TABLE t ALTER g DROP EXPRESSION"),
    ("ALTER TABLE idt ALTER id DROP DEFAULT", "ALTER TABLE idt ALTER x DROP DEFAULT"),
    ("CREATE TABLE z (a bool DEFAULT 1)", "CREATE TABLE z (a bool DEFAULT 'f')"),
    ("CREATE TABLE z (a bool DEFAULT 'o')", "CREATE TABLE z (a bool DEFAULT 'of')"),
    ("CREATE TABLE z (a date DEFAULT '2020-13-01')", "CREATE TABLE z (a date DEFAULT 'now')"),
    ("CREATE TABLE z (a time DEFAULT current_date)", "CREATE TABLE z (a date DEFAULT current_timestamp)"),
    ("CREATE TABLE z (a date DEFAULT localtime(0))", "CREATE TABLE z (a time DEFAULT localtimestamp(0))"),
    ("CREATE TABLE z (a uuid DEFAULT 'nope')", "CREATE TABLE z (a uuid DEFAULT gen_random_uuid())"),
    ("CREATE TABLE z (a int DEFAULT current_user)", "CREATE TABLE z (a text DEFAULT current_user)"),
    ("CREATE TABLE z (a int[] DEFAULT ARRAY['a'])", "CREATE TABLE z (a text[] DEFAULT ARRAY[1])"),
    ("CREATE TABLE z (a int[] DEFAULT '')", "CREATE TABLE z (a int[] DEFAULT '{}')"),
    ("CREATE TABLE z (a int[] DEFAULT '{x}')", "CREATE TABLE z (a int[] DEFAULT '{1,NULL}')"),
    ("CREATE TABLE z (a mood[] DEFAULT ARRAY['sad'])", "CREATE TABLE z (a mood[] DEFAULT '{sad}')"),
    ("CREATE TABLE z (a pair DEFAULT 'x')", "CREATE TABLE z (a pair DEFAULT ROW(1, 'x'))"),
    ("CREATE TABLE z (a span DEFAULT 'x')", "CREATE TABLE z (a span DEFAULT '[1,2)')"),
    ("CREATE TABLE z (a date DEFAULT 5::date)", "CREATE TABLE z (a int DEFAULT true::int)"),
    ("CREATE TABLE z (a int DEFAULT 'x'::int)", "CREATE TABLE z (a int DEFAULT 5::text::int)"),
    ("CREATE TABLE z (a int DEFAULT 1 DEFAULT 2)", "CREATE TABLE z (a int DEFAULT 1 NULL)"),
    ("CREATE TABLE z (a serial DEFAULT 5)", "CREATE TABLE z (a serial NOT NULL)"),
    ("CREATE DOMAIN z AS int DEFAULT 'x'", "CREATE DOMAIN z AS int DEFAULT '5'"),
    ("ALTER DOMAIN pos SET DEFAULT 'x'", "ALTER DOMAIN pos SET DEFAULT 0"),
    (
        "CREATE FUNCTION own() RETURNS text LANGUAGE sql AS 'SELECT 1'; CREATE TABLE z (a int DEFAULT own())",
        "CREATE FUNCTION own() RETURNS text LANGUAGE sql AS 'SELECT 1'; CREATE TABLE z (a varchar DEFAULT own())",
    ),
    ("CREATE TABLE z (a int DEFAULT true)", "CREATE TABLE z (a int DEFAULT 1::bigint)"),
]
COLUMNS = [
    ("CREATE TABLE z (a int, a text)", "CREATE TABLE z (a int, b text)"),
    ("CREATE TABLE z (a int NULL NOT NULL)", "CREATE TABLE z (a int NOT NULL NOT NULL)"),
    (
        "CREATE TABLE z (a text GENERATED ALWAYS AS IDENTITY)",
        "CREATE TABLE z (a smallint GENERATED ALWAYS AS IDENTITY)",
    ),
    (
        "CREATE TABLE z (a pos GENERATED ALWAYS AS IDENTITY)",
        "CREATE TABLE z (a bigint GENERATED ALWAYS AS IDENTITY)",
    ),
    (
        "ALTER TABLE t ADD e int GENERATED ALWAYS AS (g) STORED",
        "ALTER TABLE t ADD e int GENERATED ALWAYS AS (a) STORED",
    ),
    (
        "ALTER TABLE t ADD e int GENERATED ALWAYS AS (b) STORED",
        "ALTER TABLE t ADD e text GENERATED ALWAYS AS (b) STORED",
    ),
    (
        "CREATE TABLE z (a tstzrange, b timestamptz GENERATED ALWAYS AS (a) STORED)",
        "CREATE TABLE z (a tstzrange, b timestamptz GENERATED ALWAYS AS (lower(a)) STORED)",
    ),
    ("ALTER TABLE t ALTER id DROP NOT NULL", "ALTER TABLE t ALTER n DROP NOT NULL"),
    ("ALTER TABLE pt1 ALTER a DROP NOT NULL", "ALTER TABLE pt ALTER a DROP NOT NULL"),
    ("ALTER TABLE idt ALTER x SET GENERATED ALWAYS", "ALTER TABLE idt ALTER id SET GENERATED BY DEFAULT"),
    ("ALTER TABLE t ALTER a DROP EXPRESSION", "ALTER TABLE t ALTER a DROP EXPRESSION IF EXISTS"),
    ("ALTER TABLE t ALTER c TYPE date", "ALTER TABLE t ALTER c TYPE int"),
    ("ALTER TABLE t ALTER j TYPE int", "ALTER TABLE t ALTER j TYPE jsonb"),
    ("ALTER TABLE t ALTER m TYPE int", "ALTER TABLE t ALTER m TYPE text"),
    ("ALTER TABLE u ALTER id TYPE mood", "ALTER TABLE u ALTER id TYPE mood USING 'sad'"),
    ("ALTER TABLE t ALTER g TYPE bigint USING 1", "ALTER TABLE t ALTER g TYPE bigint"),
    ("ALTER TABLE idt ALTER id TYPE numeric", "ALTER TABLE idt ALTER id TYPE bigint"),
    ("ALTER TABLE child ALTER b TYPE varchar", "ALTER TABLE parent ALTER b TYPE varchar"),
    ("ALTER TABLE ONLY pt ALTER b TYPE bigint", "ALTER TABLE pt ALTER b TYPE bigint"),
    (
        "CREATE TABLE z (a text DEFAULT 'ok'); ALTER TABLE z ALTER a TYPE mood USING a::mood",
        "CREATE TABLE z (a text DEFAULT 'ok'); ALTER TABLE z ALTER a DROP DEFAULT, ALTER a TYPE mood USING a::mood",
    ),
    ("ALTER TABLE parent RENAME COLUMN a TO z", "ALTER TABLE parent RENAME COLUMN a TO q"),
    ("ALTER TABLE ONLY parent RENAME COLUMN a TO q", "ALTER TABLE ONLY child RENAME COLUMN z TO q"),
    ("ALTER TABLE child RENAME CONSTRAINT pc TO q", "ALTER TABLE parent RENAME CONSTRAINT pc TO q"),
    (
        "ALTER TABLE child ADD CONSTRAINT pc CHECK (a > 0); ALTER TABLE child DROP CONSTRAINT pc",
        "ALTER TABLE child ADD CONSTRAINT pc CHECK (a > 0); ALTER TABLE parent DROP CONSTRAINT pc; ALTER TABLE child DROP CONSTRAINT pc",
    ),
    ("ALTER DOMAIN pos RENAME CONSTRAINT nope TO q", "ALTER DOMAIN pos RENAME CONSTRAINT pos_check TO q"),
    ("ALTER FUNCTION ov(int) RENAME TO pr", "ALTER FUNCTION ov(text) RENAME TO pr"),
    ("ALTER SCHEMA other RENAME TO public", "ALTER SCHEMA other RENAME TO later"),
]
REPLICATED = """CREATE TABLE z (a int NOT NULL, b int NOT NULL); CREATE UNIQUE INDEX zi ON z (a) INCLUDE (b);
ALTER TABLE z REPLICA IDENTITY USING INDEX zi;"""
IDENTITIES = [
    ("ALTER TABLE t REPLICA IDENTITY USING INDEX ia", "ALTER TABLE t REPLICA IDENTITY USING INDEX t_pkey"),
    (
        "ALTER TABLE t REPLICA IDENTITY USING INDEX ub",
        "ALTER TABLE t ALTER b SET NOT NULL; ALTER TABLE t REPLICA IDENTITY USING INDEX ub",
    ),
    (
        f"{REPLICATED} ALTER TABLE z ALTER a DROP NOT NULL",
        f"{REPLICATED} ALTER TABLE z ALTER b DROP NOT NULL",
    ),
    (
        f"{REPLICATED} ALTER TABLE z ALTER a DROP NOT NULL, REPLICA IDENTITY DEFAULT",
        f"{REPLICATED} ALTER TABLE z REPLICA IDENTITY DEFAULT; ALTER TABLE z ALTER a DROP NOT NULL",
    ),
    ("CREATE TABLE z (a int PRIMARY KEY, PRIMARY KEY (a))", "CREATE TABLE z (a int PRIMARY KEY, UNIQUE (a))"),
    ("CREATE DOMAIN z AS int NOT NULL NULL", "CREATE DOMAIN z AS int NOT NULL DEFAULT 1"),
    ("CREATE DOMAIN z AS int DEFAULT 1 DEFAULT 2", "CREATE DOMAIN z AS int NULL DEFAULT 1"),
]
SORTED = """CREATE TABLE z (a text COLLATE "C", n name); CREATE TABLE y (b text COLLATE "POSIX") INHERITS (z);
CREATE TABLE x (a text, n name);"""
COLLATIONS = [  # a column that is inherited has one
    (
        f'{SORTED} CREATE TABLE w (a text COLLATE "POSIX") INHERITS (z)',
        f'{SORTED} CREATE TABLE w (a text COLLATE pg_catalog."C", n name COLLATE "C") INHERITS (z)',
    ),
    (
        f"{SORTED} CREATE TABLE w (a text) INHERITS (z)",
        f'{SORTED} CREATE TABLE w (a text COLLATE "default") INHERITS (x)',
    ),
    (f"{SORTED} CREATE TABLE w () INHERITS (z, x)", f"{SORTED} CREATE TABLE w () INHERITS (z, y)"),
    (
        f"{SORTED} ALTER TABLE x INHERIT z",
        f'{SORTED} CREATE TABLE w (a text COLLATE pg_catalog."C", n name); ALTER TABLE w INHERIT z',
    ),
    (f"{SORTED} ALTER TABLE z ADD b text", f'{SORTED} ALTER TABLE z ADD b text COLLATE "POSIX"'),
]
NUMBERED = "CREATE TABLE z (a int, b serial); CREATE TABLE y () INHERITS (z); CREATE TABLE x () INHERITS (y);"
IN_PARTS = "CREATE TABLE z (a int, b serial) PARTITION BY LIST (a); CREATE TABLE y PARTITION OF z DEFAULT;"
SERIALS = [  # the sequence goes with the column of all tables that have it from one
    (f"{NUMBERED} ALTER TABLE ONLY z DROP b", f"{NUMBERED} ALTER TABLE z DROP b"),
    (
        f"{NUMBERED} CREATE TABLE w (b int) INHERITS (y); ALTER TABLE z DROP b",
        f"{NUMBERED} CREATE TABLE w (b int) INHERITS (y); ALTER TABLE w ALTER b DROP DEFAULT; ALTER TABLE z DROP b",
    ),
    (
        f"{IN_PARTS} CREATE TABLE x (LIKE z INCLUDING DEFAULTS); ALTER TABLE z DROP b",
        f"{IN_PARTS} ALTER TABLE z DROP b",
    ),
]
