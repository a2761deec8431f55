"""Tables that inherit from others."""

from __future__ import annotations

OTHER_DEFAULTS = [  # of two parents
    (
        "CREATE TABLE x (a int DEFAULT 1); CREATE TABLE y (a int DEFAULT 2); CREATE TABLE z () INHERITS (x, y)",
        "CREATE TABLE x (a int DEFAULT 1); CREATE TABLE y (a int DEFAULT 1); CREATE TABLE z () INHERITS (x, y)",
    ),
    (
        "CREATE TABLE x (a int DEFAULT 1); CREATE TABLE y (a int DEFAULT 2); CREATE TABLE z (a int) INHERITS (x, y)",
        "CREATE TABLE x (a int DEFAULT 1); CREATE TABLE y (a int DEFAULT 2); CREATE TABLE z (a int DEFAULT 3) INHERITS (x, y)",
    ),
    (
        "CREATE TABLE x (a serial); CREATE TABLE y (a serial); CREATE TABLE z () INHERITS (x, y)",
        "CREATE TABLE x (a serial); CREATE TABLE y (a int); CREATE TABLE z () INHERITS (y, x)",
    ),
]
HEIRS = [
    ("ALTER TABLE child INHERIT parent", "ALTER TABLE child NO INHERIT parent"),
    ("ALTER TABLE parent INHERIT child", "CREATE TABLE z (a int, z int); ALTER TABLE child INHERIT z"),
    ("ALTER TABLE pt INHERIT parent", "CREATE TABLE z (a int NOT NULL); ALTER TABLE ptx INHERIT z"),
    (
        "CREATE TABLE z (a int, b text); ALTER TABLE z INHERIT parent",
        "CREATE TABLE z (a int, b text, CONSTRAINT pc CHECK (a > 0)); ALTER TABLE z INHERIT parent",
    ),
    (
        "CREATE TABLE z (a int, b varchar, CONSTRAINT pc CHECK (a > 0)); ALTER TABLE z INHERIT parent",
        "CREATE TABLE z (b text, a int, CONSTRAINT pc CHECK (a > 0)); ALTER TABLE z INHERIT parent",
    ),
    ("CREATE TABLE z (a bigint) INHERITS (parent)", "CREATE TABLE z (a int DEFAULT 5) INHERITS (parent)"),
    ("CREATE TABLE z () INHERITS (parent, parent)", "CREATE TABLE z () INHERITS (parent, child)"),
    ("CREATE TABLE z () INHERITS (pt1)", "CREATE TABLE z () INHERITS (ptx)"),
    ("CREATE TABLE z () INHERITS (v)", "CREATE TABLE z () INHERITS (ot)"),
    ("CREATE TABLE z (g int DEFAULT 1) INHERITS (t)", "CREATE TABLE z (g int) INHERITS (t)"),
    ("CREATE TABLE z (LIKE t, a int)", "CREATE TABLE z (LIKE t, z int)"),
    ("ALTER TABLE ONLY parent ADD CHECK (a > 5)", "ALTER TABLE ONLY parent ADD CHECK (a > 5) NO INHERIT"),
    ("ALTER TABLE pt ADD CHECK (b > 5) NO INHERIT", "ALTER TABLE pt ADD CHECK (b > 5)"),
]
MERGED = [  # a child's own CHECK is what it would get from a parent under that name
    (
        "ALTER TABLE child ADD CONSTRAINT k CHECK (z > 0); ALTER TABLE parent ADD CONSTRAINT k CHECK (a > 1)",
        "ALTER TABLE child ADD CONSTRAINT k CHECK ((a) > 1); ALTER TABLE parent ADD CONSTRAINT k CHECK (a > 1)",
    ),
    (
        "ALTER TABLE pt1 ADD CONSTRAINT k CHECK (b > 1) NOT VALID; ALTER TABLE pt ADD CONSTRAINT k CHECK (b > 1)",
        "ALTER TABLE pt1 ADD CONSTRAINT k CHECK (b > 1) NOT VALID; ALTER TABLE pt ADD CONSTRAINT k CHECK (b > 1) NOT VALID",
    ),
    (
        "ALTER TABLE child ADD CONSTRAINT k CHECK (a > 1) NO INHERIT; ALTER TABLE parent ADD CONSTRAINT k CHECK (a > 1)",
        "ALTER TABLE child ADD CONSTRAINT k CHECK (a > 1) NO INHERIT; ALTER TABLE ONLY parent ADD CONSTRAINT k CHECK (a > 1) NO INHERIT",
    ),
    (
        "ALTER TABLE child ADD CONSTRAINT k CHECK (a > 1); ALTER TABLE parent ADD CONSTRAINT j CHECK (a > 1); ALTER TABLE parent RENAME CONSTRAINT j TO k",
        "ALTER TABLE child ADD CONSTRAINT k CHECK (a > 1); ALTER TABLE parent ADD CONSTRAINT k CHECK (a > 1); ALTER TABLE parent RENAME CONSTRAINT k TO j",
    ),
    (
        "CREATE TABLE z (a int, b text, CONSTRAINT pc CHECK (a > 1)); ALTER TABLE z INHERIT parent",
        "CREATE TABLE z (a int, b text, CONSTRAINT pc CHECK (a > 0), CHECK (a > 1)); ALTER TABLE z INHERIT parent",
    ),
    (
        "CREATE TABLE z (a int, b text); ALTER TABLE z ADD CONSTRAINT pc CHECK (a > 0) NOT VALID; ALTER TABLE z INHERIT parent",
        "CREATE TABLE z (a int, b text); ALTER TABLE z ADD CONSTRAINT pc CHECK (a > 0) NOT VALID; ALTER TABLE z VALIDATE CONSTRAINT pc; ALTER TABLE z INHERIT parent",
    ),
    (
        "CREATE TABLE z (a int, b text, CONSTRAINT pc CHECK (a > 0) NO INHERIT); ALTER TABLE z INHERIT parent",
        "CREATE TABLE z (a int, b text, CONSTRAINT pc CHECK (a > 0)); ALTER TABLE z INHERIT parent",
    ),
    (
        "ALTER TABLE pt ADD CONSTRAINT k CHECK (b > 1); ALTER TABLE ptx ADD CONSTRAINT k CHECK (b > 2);"
        " ALTER TABLE pt ATTACH PARTITION ptx FOR VALUES FROM (10) TO (20)",
        "ALTER TABLE pt ADD CONSTRAINT k CHECK (b > 1) NOT VALID; ALTER TABLE ptx ADD CONSTRAINT k CHECK (b > 1) NOT VALID;"
        " ALTER TABLE pt ATTACH PARTITION ptx FOR VALUES FROM (10) TO (20)",
    ),
    (
        "CREATE TABLE z (CONSTRAINT pc CHECK (a > 1)) INHERITS (parent)",
        "CREATE TABLE z (CONSTRAINT pc CHECK (a > 0)) INHERITS (parent)",
    ),
    (
        "CREATE TABLE z (a int, CONSTRAINT pc CHECK (a > 1)); CREATE TABLE y () INHERITS (parent, z)",
        "CREATE TABLE z (a int, CONSTRAINT pc CHECK (a > 0)); CREATE TABLE y () INHERITS (parent, z)",
    ),
]
TWO_PARENTS = """CREATE TABLE z (a int, b int); CREATE TABLE y (a int); CREATE TABLE x () INHERITS (z, y);
CREATE TABLE w () INHERITS (z); CREATE TABLE v3 () INHERITS (z); CREATE TABLE v4 () INHERITS (w, v3);"""
DOUBLE = "CREATE TABLE z (a int, g int GENERATED ALWAYS AS (a + 1) STORED); CREATE TABLE y (a int);"
FROM_PARENTS = [  # a column that tables have from a parent
    (f"{TWO_PARENTS} ALTER TABLE z RENAME a TO c", f"{TWO_PARENTS} ALTER TABLE z RENAME b TO c"),
    (f"{TWO_PARENTS} ALTER TABLE z ALTER a TYPE bigint", f"{TWO_PARENTS} ALTER TABLE z ALTER b TYPE bigint"),
    (
        f"{DOUBLE} CREATE TABLE x (g int GENERATED ALWAYS AS IDENTITY) INHERITS (z)",
        f"{DOUBLE} CREATE TABLE x (a int GENERATED ALWAYS AS IDENTITY) INHERITS (z)",
    ),
    (f"{DOUBLE} CREATE TABLE x (LIKE z, LIKE y)", f"{DOUBLE} CREATE TABLE x (LIKE y) INHERITS (z)"),
    (f"{DOUBLE} CREATE TABLE x (a int, LIKE y)", f"{DOUBLE} CREATE TABLE x (b int, LIKE y)"),
    (
        "CREATE TABLE z (a int, b int GENERATED ALWAYS AS (ctid::text::int) STORED)",
        "CREATE TABLE z (a int, b oid GENERATED ALWAYS AS (tableoid) STORED)",
    ),
]
