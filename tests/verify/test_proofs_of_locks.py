"""The locks of written migrations are held against those that are announced of their statements."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.tools import fixer
from verify import project
from verify.project import pairs, verify

CALLING = (
    "CREATE FUNCTION busy() RETURNS int LANGUAGE plpgsql AS $$ BEGIN LOCK TABLE users; RETURN 1; END $$; "
    "CREATE TABLE made AS SELECT busy() AS n"
)
BEYOND = {
    "with a way back": ("DROP TABLE made; DROP FUNCTION busy()", "3 of 3 migrations proved on"),
    "without one": ("", "2 of 2 migrations proved on"),
}


@pytest.mark.parametrize(("down", "said"), BEYOND.values(), ids=BEYOND)
def test_what_a_written_migration_locks_unannounced_is_said_and_counted_and_fails_nothing(
    down, said, tmp_path
):
    files = pairs(
        calling=(CALLING, down), as_announced=("ALTER TABLE orders ADD y int", "ALTER TABLE orders DROP y")
    )
    beyond = "takes AccessExclusiveLock on public.users, announced was none"

    document = verify(tmp_path, files, "--files")
    found = {one["migration"]: one["unannounced"] for one in (*document["proofs"], *document["measured"])}
    shown = fixer(tmp_path, "verify", "--files", "--server", project.SERVER[0])
    section = fixer(
        tmp_path, "verify", "--files", "--server", project.SERVER[0], "--output-format", "markdown"
    )

    assert document["proved"]
    assert found == {"tables": [], "calling": [beyond], "as_announced": []}
    for text in (shown.stdout, section.stdout):
        assert said in text
        assert "Locks or rewrites of 1 migration are not as announced." in text
        assert beyond in text


def test_the_locks_of_written_migrations_are_held_against_those_announced(tmp_path: Path) -> None:
    """What a DO block takes is shown, too, and not held against anything: nothing could be announced of it."""
    up = """ALTER TABLE orders ADD CONSTRAINT known CHECK (note <> '');
DO $$ BEGIN ALTER TABLE users ADD COLUMN late int; END $$;
"""
    down = "ALTER TABLE users DROP late; ALTER TABLE orders DROP CONSTRAINT known"
    document = verify(tmp_path, pairs(change=(up, down)), "--files")

    found = [
        (lock["statement"].split()[0], lock["relation"], lock["announced"], lock["taken"], lock["told"])
        for lock in document["proofs"][-1]["locks"]
    ]
    assert found == [
        ("ALTER", "public.orders", "AccessExclusiveLock", "AccessExclusiveLock", True),
        ("DO", "public.users", "", "AccessExclusiveLock", False),
    ]
