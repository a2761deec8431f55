"""What comes back in another order is told from what does not come back."""

from __future__ import annotations

import pytest
from e2e.tools import fixer, write
from verify import project
from verify.project import named, pairs, verify


def test_columns_that_keep_each_other_s_names_are_not_taken_for_columns_in_another_position(tmp_path):
    swap = (
        "ALTER TABLE people RENAME a TO x; ALTER TABLE people RENAME b TO a; ALTER TABLE people RENAME x TO b"
    )
    files = pairs(
        people=("CREATE TABLE people (a text, b text)", "DROP TABLE people"),
        wrong=(swap, "SELECT 1"),
        right=(swap, swap),
    )

    document = verify(tmp_path, files, "--files", code=1)

    assert named(document, "wrong")["not_restored"] == ["table public.people"]
    assert named(document, "right")["proved"]


def test_privileges_in_another_order_are_not_taken_for_names_of_not_null(tmp_path):
    granted = "GRANT SELECT ON orders TO pg_monitor; GRANT SELECT ON orders TO pg_read_all_data"
    files = pairs(
        granted=(granted, "REVOKE ALL ON orders FROM pg_monitor, pg_read_all_data"),
        taken=("REVOKE SELECT ON orders FROM pg_monitor", "GRANT SELECT ON orders TO pg_monitor"),
    )
    write(tmp_path, files)

    done = fixer(tmp_path, "verify", "--files", "--server", project.SERVER[0])

    said = " ".join(done.stdout.split())
    assert "table public.orders (in another order, and nothing else)" in said
    assert "names of NOT NULL" not in said


SAID_OF_COLUMNS = {
    "nothing": "",
    "comments": "; COMMENT ON COLUMN orders.status IS 'where it is'; COMMENT ON COLUMN orders.note IS 'what it is'",
    "privileges": "; GRANT SELECT (status), UPDATE (note) ON orders TO pg_monitor",
    "settings": "; ALTER TABLE orders ALTER status SET STATISTICS 5, ALTER note SET STATISTICS 6, ALTER note SET STORAGE MAIN",
    "statistics": "; CREATE STATISTICS seen ON status, note FROM orders",
}  # fmt: skip


@pytest.mark.parametrize("said", SAID_OF_COLUMNS.values(), ids=SAID_OF_COLUMNS)
def test_a_column_that_comes_back_in_another_place_is_the_one_exception(said, tmp_path):
    dropped = "ALTER TABLE orders DROP status; DROP STATISTICS IF EXISTS seen"
    back = "ALTER TABLE orders ADD status text NOT NULL CHECK (status IN ('open', 'paid'))"
    files = pairs(
        said=(f"SELECT 1{said}", ""),
        gone=(dropped, back + said),
    )

    document = verify(tmp_path, files, "--files")

    assert named(document, "gone")["moved"] == ["public.orders"]


def test_what_is_said_of_columns_is_compared_wherever_they_stand(tmp_path):
    comments = SAID_OF_COLUMNS["comments"]
    back = "ALTER TABLE orders ADD status text NOT NULL CHECK (status IN ('open', 'paid'))"
    files = pairs(
        said=(f"SELECT 1{comments}", ""),
        gone=("ALTER TABLE orders DROP status", back + comments.replace("what", "whose")),
    )

    document = verify(tmp_path, files, "--files", code=1)

    assert named(document, "gone")["not_restored"] == ["table public.orders"]
