"""Ways back read as a person would write them, and leave numbers where they were."""

from __future__ import annotations

import pytest
from e2e.tools import fixer, write

MADE_ANEW = """
ALTER TABLE devices RENAME TO devices_old;
CREATE TABLE devices (id serial CONSTRAINT devices_key PRIMARY KEY, name text);
INSERT INTO devices SELECT id, name FROM devices_old;
DROP TABLE devices_old;
"""
BACK = {
    "a column's settings are one ALTER TABLE": (
        "CREATE TABLE t (a int NOT NULL, b int DEFAULT 1);",
        "ALTER TABLE t ALTER a DROP NOT NULL; ALTER TABLE t ALTER a SET DEFAULT 2; ALTER TABLE t ALTER b DROP DEFAULT;",
        "ALTER TABLE public.t\n    ALTER COLUMN a DROP DEFAULT,\n    ALTER COLUMN a SET NOT NULL,\n"
        "    ALTER COLUMN b SET DEFAULT 1;\n",
    ),
    "another kind of change stays by itself": (
        "CREATE TABLE t (a int NOT NULL);",
        "ALTER TABLE t ALTER a DROP NOT NULL; ALTER TABLE t ALTER a SET STATISTICS 7;",
        "ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;\nALTER TABLE public.t ALTER COLUMN a SET STATISTICS -1;\n",
    ),
    "a column's sequence is renamed, not made anew from 1": (
        "CREATE TABLE devices (id serial CONSTRAINT devices_key PRIMARY KEY, name text);",
        MADE_ANEW.replace("CONSTRAINT devices_key ", "CONSTRAINT devices_key1 "),
        "ALTER SEQUENCE public.devices_id_seq1 RENAME TO devices_id_seq;\n",
    ),
    "one of another table is made": (
        "CREATE TABLE t (a int); CREATE SEQUENCE s OWNED BY t.a;",
        "DROP SEQUENCE s; CREATE TABLE u (a int); CREATE SEQUENCE z OWNED BY u.a;",
        "DROP TABLE public.u;\nCREATE SEQUENCE public.s;\nALTER SEQUENCE public.s OWNED BY public.t.a;\n",
    ),
}


@pytest.mark.parametrize("name", BACK)
def test_the_statements_are_few_and_in_order(name, tmp_path):
    before, up, wanted = BACK[name]
    write(
        tmp_path,
        {
            "migrations/000001_a.up.sql": before,
            "migrations/000001_a.down.sql": "SELECT 1;",
            "migrations/000002_b.up.sql": up,
        },
    )

    done = fixer(tmp_path, "down")

    assert done.returncode == 0, done.stderr
    text = (tmp_path / "migrations/000002_b.down.sql").read_text()
    assert wanted in text
    assert "CREATE SEQUENCE" not in text or "CREATE SEQUENCE" in wanted
