"""blocking-statement: what stops the application stays in its file where it can, and is moved where it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers_pending import edited, planned

RULE = "blocking-statement"
LATER = "moved to a migration of its own, behind the others"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("CREATE INDEX ON orders (code);", "CREATE INDEX CONCURRENTLY ON orders (code);"),
        (
            'CREATE UNIQUE INDEX IF NOT EXISTS "My Index" ON orders (code)',
            'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "My Index" ON orders (code)',
        ),
        ("drop index public.orders_x_idx;", "drop index CONCURRENTLY public.orders_x_idx;"),
        ("REINDEX TABLE orders;", "REINDEX TABLE CONCURRENTLY orders;"),
        (
            "alter table orders add constraint c check (x > 0) -- always\n;",
            "alter table orders add constraint c check (x > 0) NOT VALID -- always\n;",
        ),
        (
            "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE;",
            "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE NOT VALID;",
        ),
        (
            "ALTER TABLE orders ADD COLUMN a int CHECK (a > 0) DEFAULT 1 UNIQUE DEFERRABLE, /* b */ ADD COLUMN b int;",
            "ALTER TABLE orders ADD COLUMN a int DEFAULT 1, /* b */ ADD COLUMN b int;",
        ),
        (
            "ALTER TABLE orders -- first\n  ALTER x SET NOT NULL, -- x\n  ADD a int; -- end",
            "ALTER TABLE orders -- first\n   -- x\n  ADD a int; -- end",
        ),
        ("ALTER TABLE orders ADD UNIQUE (code);\n", f"-- {LATER}\n"),
        ("SELECT 1; ALTER TABLE orders ADD UNIQUE (code); SELECT 2;", f"SELECT 1; /* {LATER} */ SELECT 2;"),
        ("SELECT 'größe'; /* ü */ DROP INDEX orders_x_idx;", f"SELECT 'größe'; /* ü */ -- {LATER}"),
        (
            "ALTER TABLE orders ADD CONSTRAINT c CHECK (x > 0) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT c;\n",
            f"ALTER TABLE orders ADD CONSTRAINT c CHECK (x > 0) NOT VALID;\n-- {LATER}\n",
        ),
        (
            "ALTER TABLE orders ADD CONSTRAINT x_set NOT NULL x;",
            "ALTER TABLE orders ADD CONSTRAINT x_set NOT NULL x NOT VALID;",
        ),
        ("SELECT 1;\r\nDROP INDEX orders_x_idx;\r\n", f"SELECT 1;\r\n-- {LATER}\r\n"),
    ],
)
def test_only_what_stops_the_application_is_edited(tmp_path: Path, text: str, wanted: str) -> None:
    assert edited(tmp_path, text, RULE) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "CREATE INDEX CONCURRENTLY ON orders (code);",
        "CREATE TABLE new (id bigint PRIMARY KEY); CREATE INDEX ON new (id); ALTER TABLE new ADD CHECK (id > 0);",
        "ALTER TABLE orders ADD CHECK (x > 0) NOT VALID;",
        "ALTER TABLE orders ADD CONSTRAINT x_set NOT NULL x NOT VALID;",
        "BEGIN; ALTER TABLE orders ADD CONSTRAINT c CHECK (x > 0) NOT VALID; COMMIT; ALTER TABLE orders VALIDATE CONSTRAINT c;",
        "ALTER TABLE orders VALIDATE CONSTRAINT c; ALTER TABLE orders ALTER x SET NOT NULL;",
        "ALTER TABLE orders ADD COLUMN a int, DROP COLUMN code;",
        "ALTER TABLE parted DETACH PARTITION parted_2020 CONCURRENTLY;",
    ],
)
def test_what_stops_nobody_is_left_alone(tmp_path: Path, text: str) -> None:
    done = planned(tmp_path, {"000002_new.up.sql": text}, RULE)

    assert (done.files, done.plan.refusals) == ({}, ())


def test_what_needs_it_goes_along(tmp_path: Path) -> None:
    text = (
        "CREATE UNIQUE INDEX once ON orders (code);\n"
        "COMMENT ON INDEX once IS 'x';\n"
        "ALTER TABLE orders ADD CONSTRAINT twice UNIQUE USING INDEX once;\n"
        "CREATE TABLE lines (code text REFERENCES orders (code));\n"
    )
    done = planned(tmp_path, {"000002_new.up.sql": text}, RULE)

    assert done.refused() == [
        "the file cannot be divided: what comes after it needs it: migrations/000002_new.up.sql:4: the foreign key "
        "public.lines.lines_code_fkey refers to public.orders (code), which no key of it holds"
    ]

    (tmp_path / "again").mkdir()
    done = planned(tmp_path / "again", {"000002_new.up.sql": text.rpartition("CREATE TABLE")[0]}, RULE)

    assert done.refused() == []
    assert done.files["000002_new.up.sql"] == f"-- {LATER}\n" * 3
    assert done.moved() == [
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS twice ON public.orders (code)",
        "ALTER TABLE public.orders ADD CONSTRAINT twice UNIQUE USING INDEX twice",
        "COMMENT ON INDEX public.twice IS 'x'",
    ]


def test_a_view_that_needs_it_stops_the_division(tmp_path: Path) -> None:
    text = "ALTER TABLE parted DETACH PARTITION parted_2020; ALTER TABLE parted_2020 RENAME COLUMN at TO day;"
    done = planned(tmp_path, {"000002_new.up.sql": text}, RULE)

    assert done.refused() or done.moved()[-1].startswith("ALTER TABLE")


def test_several_of_one_file_are_moved_in_their_order_and_each_way_back_is_mended(tmp_path: Path) -> None:
    ups = (
        "SELECT 1;\nDROP INDEX orders_x_idx;\nCREATE INDEX orders_code_idx ON orders (code);\n"
        "ALTER TABLE orders ADD CONSTRAINT c CHECK (x > 0);"
    )
    down = (
        "ALTER TABLE orders DROP CONSTRAINT c;\nDROP INDEX orders_code_idx;\n"
        "CREATE INDEX orders_x_idx ON orders (x); -- as it was\n"
    )
    done = planned(tmp_path, {"000002_new.up.sql": ups, "000002_new.down.sql": down}, RULE)

    assert done.moved() == [
        "DROP INDEX CONCURRENTLY IF EXISTS public.orders_x_idx",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_code_idx ON public.orders (code)",
        "ALTER TABLE public.orders VALIDATE CONSTRAINT c",
    ]
    assert done.files["000002_new.down.sql"] == (
        "ALTER TABLE orders DROP CONSTRAINT c;\n-- taken back by the way back of a later migration\n"
        "/* taken back by the way back of a later migration */ -- as it was\n"
    )
    assert [entry.path for entry in done.plan.edits] == [
        "migrations/000002_new.up.sql",
        "migrations/000002_new.down.sql",
    ]


def test_a_name_in_what_is_moved_writes_nothing_into_the_file(tmp_path: Path) -> None:
    text = 'SELECT 1;\nCREATE INDEX "x\n; DROP TABLE orders; --> statement-breakpoint */" ON orders (code);\n'

    assert edited(tmp_path, text, RULE) == f"SELECT 1;\n-- {LATER}\n"


SQUAWK = {
    "file": "migrations/000001_init.up.sql",
    "line": 5,
    "column": 0,
    "level": "Warning",
    "message": "During normal index creation, table updates are blocked",
    "help": None,
    "rule_name": "require-concurrent-index-creation",
    "column_end": 47,
    "line_end": 5,
}


@pytest.mark.parametrize(
    ("report", "by"),
    [
        (SQUAWK, ["the migration, which has been applied: there is nothing left to wait for"]),
        (SQUAWK | {"file": "migrations/000002_new.up.sql", "line": 1}, []),
        (
            SQUAWK | {"file": "migrations/000002_new.up.sql", "line": 0},
            ["the statement as it is: it stops nobody"],
        ),
    ],
)
def test_a_linter_is_answered_by_what_its_place_is_about(tmp_path: Path, report: dict, by: list[str]) -> None:
    """A finding in a file that was applied, one that the detector has too, and one that is wrong."""
    (tmp_path / "squawk.json").write_text(json.dumps([report, report | {"rule_name": "prefer-robust-x"}]))
    text = "SELECT 1;\nCREATE INDEX orders_code_idx ON orders (code);\n"
    done = planned(tmp_path, {"000002_new.up.sql": text}, RULE, findings=(str(tmp_path / "squawk.json"),))

    assert done.satisfied() == by
    (planned_one,) = [p for p in done.plan.migrations if p.migration.name == "index_orders_code"]
    (fix,) = planned_one.migration.fixes
    assert [finding.source for finding in fix.findings] == ["fixer"] + ["squawk"] * (not by)


def test_one_statement_with_two_findings_is_mended_once(tmp_path: Path) -> None:
    place = {"file": "migrations/000002_new.up.sql", "line": 0, "line_end": 0, "column_end": 70}
    reports = [
        SQUAWK | place | {"rule_name": "constraint-missing-not-valid", "column": 19},
        SQUAWK | place | {"rule_name": "adding-foreign-key-constraint", "column": 23},
    ]
    (tmp_path / "squawk.json").write_text(json.dumps(reports))
    text = "ALTER TABLE orders ADD CONSTRAINT k FOREIGN KEY (customer_id) REFERENCES customers (id);"
    done = planned(tmp_path, {"000002_new.up.sql": text}, RULE, findings=(str(tmp_path / "squawk.json"),))

    assert done.moved() == ["ALTER TABLE public.orders VALIDATE CONSTRAINT k"]
    (migration,) = done.plan.migrations
    (fix,) = migration.migration.fixes
    assert sorted(finding.source_rule for finding in fix.findings) == [
        "adding-foreign-key-constraint",
        "blocking-statement",
        "constraint-missing-not-valid",
    ]


def _finding(rule: str, line: int) -> str:
    item = {
        "file": "migrations/000002_new.up.sql",
        "line": line,
        "column": 0,
        "level": "Warning",
        "message": "m",
        "rule_name": rule,
    }
    return json.dumps([item])


@pytest.mark.parametrize(
    ("before", "answers"),
    [
        (
            "ALTER TABLE orders VALIDATE CONSTRAINT c;",
            ["a CHECK that was validated before: no row is read any more"],
        ),
        ("ALTER TABLE customers VALIDATE CONSTRAINT c;", []),
    ],
)
def test_not_null_that_squawk_reports_may_rely_on_a_check_that_was_validated(
    tmp_path, before, answers
) -> None:
    (tmp_path / "squawk.json").write_text(_finding("adding-not-nullable-field", 1))
    files = {"000002_new.up.sql": f"{before}\nALTER TABLE orders ALTER x SET NOT NULL;\n"}

    done = planned(tmp_path, files, RULE, findings=(str(tmp_path / "squawk.json"),))

    assert done.satisfied() == answers
    assert bool(done.files) is not bool(answers)


def test_a_not_null_of_18_is_validated_by_its_name(tmp_path: Path) -> None:
    done = planned(
        tmp_path, {"000002_new.up.sql": "ALTER TABLE orders ADD CONSTRAINT x_set NOT NULL x;"}, RULE
    )

    assert done.moved() == ["ALTER TABLE public.orders VALIDATE CONSTRAINT x_set"]
