"""What PostgreSQL refuses of a schema as it is, each with what it takes instead: (refused, taken), by what it is about.

PostgreSQL 15 and 18 judge them all; what only 18 knows is in SINCE_18.
"""

from __future__ import annotations

from refused.columns import COLLATIONS, COLUMNS, DEFAULTS, IDENTITIES, SERIALS, STORAGE
from refused.heirs import FROM_PARENTS, HEIRS, MERGED, OTHER_DEFAULTS
from refused.keys import CLASSES, KEYS, METHODS, MUTABLE, PARAMETERS, REFERENCES
from refused.names import KINDS, LIKE, NAMES, TOGETHER
from refused.others import PERSISTENCE, PUBLICATIONS, SEQUENCES
from refused.partitions import OF_PARTITIONED, PARTITIONS
from refused.programs import FUNCTIONS, KEPT_AS_THEY_ARE, PROCEDURES, TRIGGERS
from refused.since_18 import SINCE_18
from refused.types import DOMAINS, MODIFIERS, TYPED, WITHOUT_VALUES
from refused.views import MISSING, OF_VIEWS, VIEWS

__all__ = ["CASES", "SETUP", "SINCE_18"]

SETUP = """
CREATE SCHEMA other;
CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE pair AS (x int, y text);
CREATE DOMAIN pos AS int CHECK (VALUE > 0); CREATE TYPE span AS RANGE (subtype = int8);
CREATE TABLE t (id int PRIMARY KEY, a int, b text DEFAULT 'x', c numeric(8, 2), m mood, p pair,
    g int GENERATED ALWAYS AS (a + 1) STORED, j json, d pos, n int NOT NULL);
CREATE TABLE idt (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, x int);
CREATE TABLE parent (a int, b text, CONSTRAINT pc CHECK (a > 0)); CREATE TABLE child (z int) INHERITS (parent);
CREATE TABLE pt (a int NOT NULL, b int, c text) PARTITION BY RANGE (a);
CREATE TABLE pt1 PARTITION OF pt FOR VALUES FROM (0) TO (10);
CREATE TABLE ptx (a int NOT NULL, b int, c text); CREATE TABLE few (a int NOT NULL, b int);
CREATE TABLE pl (k text, v int) PARTITION BY LIST (k); CREATE TABLE pl1 PARTITION OF pl FOR VALUES IN ('a', 'b');
CREATE TABLE ph (k int, v int) PARTITION BY HASH (k);
CREATE TABLE ph0 PARTITION OF ph FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE u (id int UNIQUE, t_id int REFERENCES t);
CREATE TABLE gp (a int, b int GENERATED ALWAYS AS (a + 1) STORED);
CREATE VIEW v AS SELECT id, a, b FROM t; CREATE VIEW v2 AS SELECT id FROM v;
CREATE MATERIALIZED VIEW mv AS SELECT id, a FROM t; CREATE UNIQUE INDEX mvi ON mv (id);
CREATE SEQUENCE s; CREATE SEQUENCE so OWNED BY t.a;
CREATE INDEX ia ON t (a); CREATE UNIQUE INDEX ub ON t (b);
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION f(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION ov(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION ov(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE pr(int) LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE agg (int) (sfunc = int4pl, stype = int);
CREATE TRIGGER tg BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION trg();
CREATE POLICY po ON t USING (n > 0);
CREATE FOREIGN DATA WRAPPER fw; CREATE SERVER sv FOREIGN DATA WRAPPER fw; CREATE FOREIGN TABLE ft (a int) SERVER sv;
CREATE TABLE ot OF pair;
"""
GROUPS = {
    "missing columns": MISSING,
    "columns of views": OF_VIEWS,
    "behind a type": MODIFIERS,
    "parameters": PARAMETERS,
    "computed once": MUTABLE,
    "classes": CLASSES,
    "defaults of parents": OTHER_DEFAULTS,
    "kept as they are": KEPT_AS_THEY_ARE,
    "collations": COLLATIONS,
    "methods": METHODS,
    "from parents": FROM_PARENTS,
    "of partitioned tables": OF_PARTITIONED,
    "without values": WITHOUT_VALUES,
    "serials": SERIALS,
    "procedures": PROCEDURES,
    "merged": MERGED,
    "domains": DOMAINS,
    "names": NAMES,
    "kinds": KINDS,
    "dropped together": TOGETHER,
    "like": LIKE,
    "typed tables": TYPED,
    "storage": STORAGE,
    "defaults": DEFAULTS,
    "columns": COLUMNS,
    "keys": KEYS,
    "partitions": PARTITIONS,
    "heirs": HEIRS,
    "references": REFERENCES,
    "triggers and policies": TRIGGERS,
    "functions": FUNCTIONS,
    "publications": PUBLICATIONS,
    "views": VIEWS,
    "identities": IDENTITIES,
    "sequences, labels, statistics": SEQUENCES,
    "persistence and what follows a change": PERSISTENCE,
}
CASES = [(name, *case) for name, cases in GROUPS.items() for case in cases]
