"""What the way back of a migration does not bring back is said, in the file and on the screen."""

from __future__ import annotations

import json

import pytest
from e2e.tools import fixer
from way_back.shop import ORDERS, SHOP, put


def test_what_does_not_come_back_is_said_in_the_file_and_on_the_screen(tmp_path):
    put(tmp_path, SHOP)

    done = fixer(tmp_path, "down")

    text = (tmp_path / "migrations/000002_gone.down.sql").read_text()
    for sentence in (
        "public.orders.note comes back empty.",
        "public.orders.status comes back empty, and can only come back NOT NULL to a table without rows",
    ):
        assert f"-- {sentence}" in text
        assert f"! {sentence}" in done.stdout


def test_a_table_that_left_its_parent_keeps_its_columns_and_that_is_said(tmp_path):
    parent = "CREATE TABLE parent (a int, b int);\nCREATE TABLE heir (c int) INHERITS (parent);\n"
    own = "CREATE TABLE heir (a int, b int, c int) INHERITS (parent);\n"
    left = {"000002_alone.up.sql": "ALTER TABLE heir NO INHERIT parent;\n"}
    sentence = "public.heir keeps a, b as its own, too"
    put(tmp_path / "inherited", {"000001_heir.up.sql": parent, **left})
    put(tmp_path / "declared", {"000001_heir.up.sql": f"CREATE TABLE parent (a int, b int);\n{own}", **left})

    assert sentence in fixer(tmp_path / "inherited", "down").stdout
    assert sentence not in fixer(tmp_path / "declared", "down").stdout


@pytest.mark.parametrize(
    ("sql", "config", "said"),
    [
        ("ALTER TABLE t DROP CONSTRAINT a_set", "", True),
        ("ALTER TABLE t ALTER a DROP NOT NULL", "", True),
        ("ALTER TABLE t ALTER a DROP NOT NULL; ALTER TABLE t RENAME TO s", "", True),
        ("ALTER TABLE t ALTER a DROP NOT NULL", "postgres = 18", False),
        ("ALTER TABLE t ALTER b DROP NOT NULL", "", False),
        ("ALTER TABLE t DROP COLUMN a", "", False),
        ("DROP TABLE t", "", False),
    ],
)
def test_a_name_of_a_not_null_that_does_not_come_back_is_said(sql, config, said, tmp_path):
    made = "CREATE TABLE t (a int CONSTRAINT a_set NOT NULL, b int NOT NULL);"
    put(tmp_path, {"000001_a.up.sql": made, "000002_b.up.sql": f"{sql};"})
    (tmp_path / "fixer.toml").write_text(config)

    done = fixer(tmp_path, "down")

    sentence = ".a comes back NOT NULL without the name a_set"
    assert (sentence in done.stdout) == said
    down = (tmp_path / "migrations/000002_b.down.sql").read_text()
    assert (sentence in down, "From the schema of a database" in down) == (said, False)
    assert ("a_set NOT NULL" in down) == (not said and "b DROP" not in sql)


def test_what_an_owner_might_lose_is_said(tmp_path):
    granting = "CREATE TABLE t (a int);", "GRANT SELECT ON t TO {} WITH GRANT OPTION;"
    for role in ("postgres", "reader"):
        put(tmp_path / role, {"000001_a.up.sql": granting[0], "000002_b.up.sql": granting[1].format(role)})

    said = {role: fixer(tmp_path / role, "down").stdout for role in ("postgres", "reader")}

    assert "If postgres owns public.t, leave out what is said of it here" in said["postgres"]
    assert "leave out" not in said["reader"]


def test_the_new_version_of_an_extension_stays_and_that_is_said(tmp_path):
    """PostgreSQL 15 has no script from pg_trgm 1.6 to 1.3: ALTER EXTENSION … UPDATE TO '1.3' fails there."""
    put(
        tmp_path,
        {
            "000001_a.up.sql": "CREATE EXTENSION pg_trgm VERSION '1.3';",
            "000001_a.down.sql": "DROP EXTENSION pg_trgm;",
            "000002_b.up.sql": "ALTER EXTENSION pg_trgm UPDATE TO '1.6'; CREATE TABLE t (a int);",
        },
    )

    assert fixer(tmp_path, "down").returncode == 0

    written = (tmp_path / "migrations/000002_b.down.sql").read_text()
    assert "pg_trgm stays at version 1.6: extensions come with scripts" in written
    assert "ALTER EXTENSION" not in written
    assert "DROP TABLE public.t" in written


TAKEN = {
    "rows of several statements": (
        "UPDATE orders SET note = 'a'; DELETE FROM orders;\nUPDATE orders SET note = 'b', status = 'c';\nUPDATE orders SET note = '';",
        [
            "Line 1: DELETE cannot be undone: the rows are gone.",
            "Lines 1, 2 and 3: UPDATE cannot be undone: the earlier values are gone.",
        ],
    ),
    "a column that is filled where it is made": (
        "ALTER TABLE orders ADD COLUMN b int; UPDATE orders SET b = 1;",
        [],
    ),
    "an old column that is filled beside a new one": (
        "ALTER TABLE orders ADD COLUMN b int; UPDATE orders SET b = 1, note = '';",
        ["Line 1: UPDATE cannot be undone: the earlier values are gone."],
    ),
    "a table that is still there keeps its rows": (
        "ALTER TABLE orders ADD COLUMN b int;",
        [],
    ),
    "a table that goes": ("DROP TABLE orders;", ["public.orders comes back without its rows."]),
    "a table that took its name": (
        "CREATE TABLE n (id bigint); DROP TABLE orders; ALTER TABLE n RENAME TO orders;",
        ["public.orders keeps the rows of the table that took its place: the others do not come back."],
    ),
    "one just like it": (
        f"DROP TABLE orders; {ORDERS}",
        ["public.orders keeps the rows of the table that took its place: the others do not come back."],
    ),
    "a column that took another's name": (
        "ALTER TABLE orders DROP COLUMN note, ADD COLUMN note text;",
        [
            "public.orders.note keeps what the column holds that took its place: the earlier values do not come back."
        ],
    ),
    "one of another type": (
        "ALTER TABLE orders DROP COLUMN note, ADD COLUMN note int;",
        ["public.orders.note comes back empty."],
    ),
}


@pytest.mark.parametrize(("sql", "lost"), TAKEN.values(), ids=TAKEN)
def test_what_took_the_place_of_something_does_not_pass_for_it(sql, lost, tmp_path):
    put(
        tmp_path, {"1_orders.up.sql": ORDERS, "1_orders.down.sql": "DROP TABLE orders;", "2_more.up.sql": sql}
    )

    (down,) = json.loads(fixer(tmp_path, "down", "--dry-run", "--output-format", "json").stdout)["downs"]

    assert down["lost"] == lost


_KEPT_ELSEWHERE = {
    "an index of it comes back": (
        "DROP INDEX by_user;\nCREATE INDEX by_user ON contacts (user_id, mail);",
        ["DROP INDEX public.by_user;", "CREATE INDEX by_user ON public.contacts (user_id);"],
    ),
    "its columns": (
        "ALTER TABLE contacts DROP COLUMN mail;",
        ["Line 1: what this changed in the schema is not known"],
    ),
    "its comment": (
        "COMMENT ON COLUMN contacts.mail IS 'm';",
        ["Line 1: what this changed in the schema is not known"],
    ),
    "its rows alone": ("UPDATE contacts SET mail = lower(mail);", ["Line 1: "]),
    "none of it": (
        "SELECT 1 FROM contacts;",
        ["Nothing to undo: no statement of the up changes the schema."],
    ),
}


@pytest.mark.parametrize(("up", "wanted"), _KEPT_ELSEWHERE.values(), ids=_KEPT_ELSEWHERE.keys())
def test_of_a_table_that_is_made_elsewhere_is_said_what_is_known(up, wanted, tmp_path):
    first = {
        "000001_a.up.sql": "CREATE INDEX by_user ON contacts (user_id);\n",
        "000001_a.down.sql": "DROP INDEX by_user;",
    }
    put(tmp_path, first | {"000002_b.up.sql": f"{up}\n"})

    done = fixer(tmp_path, "down")

    assert done.returncode == 0, done.stderr
    written = (tmp_path / "migrations" / "000002_b.down.sql").read_text()
    assert [text for text in wanted if text not in written] == []
    assert ("Nothing to undo" in written) == (wanted[0].startswith("Nothing"))
