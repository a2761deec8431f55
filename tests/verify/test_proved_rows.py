"""Rows that a migration or its way back loses or changes are seen, and tables are filled whatever they need."""

from __future__ import annotations

import pytest
from e2e.tools import fixer
from verify import project
from verify.project import named, pairs, refused, verify

ROWS = {
    "kept": (("ALTER TABLE orders ALTER note TYPE varchar", "ALTER TABLE orders ALTER note TYPE text"), True, True),
    "deleted": (("DELETE FROM orders; ALTER TABLE orders ADD x int", "ALTER TABLE orders DROP x"), False, False),
    "changed": (("UPDATE orders SET note = 'x'; ALTER TABLE orders ADD x int", "ALTER TABLE orders DROP x"), False, False),
    "lost on the way back": (
        (
            "ALTER TABLE orders RENAME note TO remark",
            "ALTER TABLE orders DROP remark; ALTER TABLE orders ADD note text DEFAULT 'none'",
        ),
        True,
        False,
    ),
    "renamed": (("ALTER TABLE orders RENAME TO sales", "ALTER TABLE sales RENAME TO orders"), True, True),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_rows_that_are_lost_or_changed_are_seen(name, tmp_path):
    halves, after_up, after_down = ROWS[name]

    document = verify(
        tmp_path, pairs(change=halves), "--files", "--rows", "7", code=int(not (after_up and after_down))
    )

    rows = {row["table"]: row for row in named(document, "change")["rows"]}
    orders = rows["public.orders"]
    assert (orders["rows"], orders["kept_after_up"], orders["kept_after_down"]) == (7, after_up, after_down)
    assert rows["public.users"]["kept_after_down"]


def test_nothing_is_said_of_rows_after_a_way_back_that_failed(tmp_path):
    """It did not come to them: those of all tables were called lost."""
    halves = ("ALTER TABLE orders ADD x int", "ALTER TABLE orders DROP y")

    document = verify(tmp_path, pairs(change=halves), "--files", "--rows", "7", code=1)

    proof = named(document, "change")
    assert proof["rows"] == []
    assert [problem.partition(":")[0] for problem in proof["problems"]] == ["down"]


@pytest.mark.parametrize("back", ["ALTER TABLE orders DROP must", ""])
def test_a_migration_that_only_empty_tables_take_is_tried_on_those_and_said(back, tmp_path):
    """It has been run somewhere: --rows ended with its error, and nothing was proved of any other."""
    kept = [(f"ALTER TABLE orders ADD {name} date", f"ALTER TABLE orders DROP {name}") for name in ("sent", "paid")]  # fmt: skip
    files = pairs(first=kept[0], change=("ALTER TABLE orders ADD must text NOT NULL", back), then=kept[1])

    document = verify(tmp_path, files, "--files", "--rows", "7")

    (note,) = document["notes"]
    assert note.startswith(
        "migrations/000003_change.up.sql:1:1: fails where there are rows, and was tried without: column"
    )
    assert [row["rows"] for row in named(document, "then")["rows"]] == [7, 7]
    assert named(document, "then")["proved"]


def test_rows_that_one_planned_migration_loses_are_not_lost_by_the_others(tmp_path):
    """Behind one that drops a column every other was said to have lost rows on its way back."""
    wish = {"1.sql": "COMMENT ON TABLE users IS 'u'", "2.sql": "ALTER TABLE orders DROP note", "3.sql": "COMMENT ON TABLE orders IS 'o'"}  # fmt: skip
    arguments = [part for name in wish for part in ("--sql", name)]

    document = verify(
        tmp_path, {**pairs(), **wish}, *arguments, "--select", "suggested-sql", "--unsafe", "--group-by", "finding",
        "--rows", "7", code=1,
    )  # fmt: skip

    lost = {proof["path"]: proof["problems"] for proof in document["proofs"] if not proof["proved"]}
    assert list(lost.values()) == [
        ["values of public.orders.note change on the way back: 'Text 1010' → 'none'"]
    ]
    assert len(document["proofs"]) == 3
    assert all(row["kept_after_up"] for proof in document["proofs"] for row in proof["rows"])


def test_tables_are_filled_whatever_a_plan_is_yet_to_make_of_them(tmp_path):
    """Keys and checks of columns that are not there yet left the table empty."""
    wish = (
        "CREATE TABLE shops (id int PRIMARY KEY); ALTER TABLE orders ADD shop int CHECK (shop > 0);"
        "ALTER TABLE orders ADD FOREIGN KEY (shop) REFERENCES shops; ALTER TABLE users ADD FOREIGN KEY (id) REFERENCES shops NOT VALID"
    )

    document = verify(
        tmp_path, {**pairs(), "wish.sql": wish}, "--sql", "wish.sql", "--select", "suggested-sql", "--rows", "7"
    )  # fmt: skip

    assert document["unfilled"] == []
    assert {row["rows"] for proof in document["proofs"] for row in proof["rows"]} == {7}


def test_a_migration_that_never_runs_is_no_matter_of_rows(tmp_path):
    files = pairs(change=("ALTER TABLE orders ADD must nonsense", "SELECT 1"))

    said = refused(tmp_path, files, "--files", "--rows", "7", proved="1 of 1 migration proved")

    assert 'type "nonsense" does not exist' in said


def test_a_value_that_goes_to_another_row_is_a_change(tmp_path):
    swap = "UPDATE orders SET note = (SELECT note FROM orders o WHERE o.id = 3 - orders.id) WHERE id < 3"

    document = verify(tmp_path, pairs(change=(swap, "SELECT 1")), "--files", "--rows", "2", code=1)

    assert not {row["table"]: row for row in named(document, "change")["rows"]}["public.orders"][
        "kept_after_up"
    ]


CIRCLE = (
    "CREATE TABLE egg (id int PRIMARY KEY, hen int NOT NULL);"
    "CREATE TABLE hen (id int PRIMARY KEY, egg int NOT NULL REFERENCES egg);"
    "ALTER TABLE egg ADD FOREIGN KEY (hen) REFERENCES hen"
)
LAST = ("ALTER TABLE egg ADD x int", "ALTER TABLE egg DROP x")


def test_tables_that_need_rows_of_each_other_get_them(tmp_path):
    files = pairs(circle=(CIRCLE, "DROP TABLE egg, hen CASCADE"), last=LAST)

    document = verify(tmp_path, files, "--files", "--rows", "2")

    assert document["unfilled"] == []
    assert {row["table"]: row["rows"] for row in named(document, "last")["rows"]} == {
        "public.egg": 2,
        "public.hen": 2,
        "public.orders": 2,
        "public.users": 2,
    }


def test_tables_that_cannot_be_given_rows_are_named_in_every_format(tmp_path):
    never = f"{CIRCLE}; ALTER TABLE hen ADD CHECK (md5(egg::text) = 'x')"
    files = pairs(circle=(never, "DROP TABLE egg, hen CASCADE"), last=LAST)
    run = ("verify", "--files", "--rows", "2", "--server", project.SERVER[0])

    document = verify(tmp_path, files, "--files", "--rows", "2")

    assert [entry["table"] for entry in document["unfilled"]] == ["public.egg", "public.hen"]
    assert all("violates check constraint" in entry["why"] for entry in document["unfilled"])
    assert {row["table"] for row in named(document, "last")["rows"]} == {"public.orders", "public.users"}
    assert "rows are missing in public.egg: new row" in fixer(tmp_path, *run).stdout
    section = fixer(tmp_path, *run, "--output-format", "markdown").stdout
    assert "- Rows are missing in `public.hen`: new row" in section
