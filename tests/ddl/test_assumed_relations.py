"""A relation that something refers to and nothing makes is assumed to be there, until one gets its name."""

from __future__ import annotations

import pytest
from helpers import contents, run

from fixer.model import ObjectRef

NAMED = {
    "made": "CREATE TABLE crates (id int PRIMARY KEY)",
    "renamed": "CREATE TABLE packages (id int PRIMARY KEY); ALTER TABLE packages RENAME TO crates",
    "moved": "CREATE SCHEMA s; CREATE TABLE s.crates (id int PRIMARY KEY); ALTER TABLE s.crates SET SCHEMA public",
    "a view, renamed": "CREATE VIEW packages AS SELECT 1 AS id; ALTER VIEW packages RENAME TO crates",
    "a sequence, renamed": "CREATE SEQUENCE packages; ALTER SEQUENCE packages RENAME TO crates",
}


def kinds(sql: str) -> set[str]:
    """What is called crates."""
    found = contents(run(f"CREATE TABLE tags (crate int REFERENCES crates); {sql}"))
    return {ref.kind for ref in found if (ref.schema, ref.name) == ("public", "crates")}


@pytest.mark.parametrize("sql", NAMED.values(), ids=NAMED)
def test_a_relation_that_gets_the_name_is_the_only_one(sql: str) -> None:
    assert "external" not in kinds(sql)
    assert len(kinds(sql)) == 1


@pytest.mark.parametrize(
    "sql", ["SELECT 1", "CREATE TABLE packages (id int); ALTER TABLE packages RENAME id TO crates"]
)
def test_it_is_assumed_as_long_as_none_does(sql: str) -> None:
    assert kinds(sql) == {"external"}


def test_what_is_renamed_to_it_can_be_altered() -> None:
    """The statement went to the one that was assumed: ``there is no public.crates`` ended a plan."""
    catalog = run(f"CREATE TABLE tags (crate int REFERENCES crates); {NAMED['renamed']}")
    run("ALTER TABLE crates ENABLE ROW LEVEL SECURITY", catalog)

    assert catalog.table("public", "crates").row_security  # type: ignore[union-attr]
    assert catalog.get(ObjectRef("external", "public", "crates")) is None
