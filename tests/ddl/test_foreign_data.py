"""Servers and wrappers that the input uses and never makes."""

from __future__ import annotations

import pytest
from helpers import notes, run

from fixer.catalog.rare_objects import ForeignServer, UserMapping
from fixer.ddl.difference import difference

WRAPPER = "CREATE FOREIGN DATA WRAPPER w"
USED = {
    "server": (
        "CREATE USER MAPPING FOR PUBLIC SERVER s",
        f"{WRAPPER}; CREATE SERVER s FOREIGN DATA WRAPPER w",
    ),
    "wrapper": ("CREATE SERVER s FOREIGN DATA WRAPPER w", WRAPPER),
    "server of a table": (
        "CREATE FOREIGN TABLE t (a int) SERVER s",
        f"{WRAPPER}; CREATE SERVER s FOREIGN DATA WRAPPER w",
    ),
}


@pytest.mark.parametrize("what", USED)
def test_what_was_used_before_it_is_made_is_there_already(what: str) -> None:
    used, made = USED[what]

    assert [note for note in notes(made, used) if "exists already" in note]
    assert not notes(used, made)


def test_a_server_that_is_made_where_there_is_none_is_no_problem() -> None:
    made = "CREATE SERVER IF NOT EXISTS s FOREIGN DATA WRAPPER w"

    assert not notes(made, f"{WRAPPER}; CREATE USER MAPPING FOR PUBLIC SERVER s")


def test_a_mapping_goes_and_comes_back_with_a_server_that_something_else_makes() -> None:
    mapped = run("CREATE USER MAPPING FOR PUBLIC SERVER s")
    after = run("DROP USER MAPPING FOR PUBLIC SERVER s", mapped.overlay())

    back = [statement.sql for statement in difference(after, mapped)]

    restored = run(";".join(back), after.overlay())
    assert list(restored.objects(UserMapping)) and not list(restored.objects(ForeignServer))


def test_mappings_follow_a_server_that_is_renamed_there_and_back() -> None:
    servers = f"{WRAPPER}; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE SERVER o FOREIGN DATA WRAPPER w"
    before = run(f"{servers}; CREATE USER MAPPING FOR PUBLIC SERVER s; CREATE USER MAPPING FOR joe SERVER o")
    after = run("ALTER SERVER s RENAME TO s2", before.overlay())

    named = {(mapping.ref.args, mapping.server.name) for mapping in after.objects(UserMapping)}
    assert named == {("s2", "s2"), ("o", "o")}
    assert [statement.sql for statement in difference(before, after)] == ["ALTER SERVER s RENAME TO s2"]
    assert [statement.sql for statement in difference(after, before)] == ["ALTER SERVER s2 RENAME TO s"]
