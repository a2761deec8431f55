"""The file that leads back from a migration's file, by the names of the two."""

from __future__ import annotations

import pytest

from fixer.layouts import halves


@pytest.mark.parametrize(
    ("name", "back", "stem"),
    [
        ("1_a.up.sql", "1_a.down.sql", "1_a"),
        ("1_a.sql", "1_a.down.sql", "1_a"),
        ("1_a.sql", "1_a.undo.sql", "1_a"),
        ("1-a-up.sql", "1-a-down.sql", "1-a"),
        ("1_a_up.sql", "1_a_down.sql", "1_a"),
        ("1_a.sql", "1_a_rollback.sql", "1_a"),
        ("1_up.sql", "1_down.sql", "1"),
        ("1.do.a.sql", "1.undo.a.sql", "1.do.a"),
        ("1.do.sql", "1.undo.sql", "1.do"),
    ],
)
def test_two_files_of_one_migration(name: str, back: str, stem: str) -> None:
    names = {name, back}

    assert halves.back(name, names) == back
    assert halves.stem(name, names) == stem
    assert halves.is_back(back, names)
    assert not halves.is_back(name, names)


@pytest.mark.parametrize(
    "name", ["1_tear_down.sql", "1-roll-out-up.sql", "1_add_undo.sql", "1_a.revert.sql", "1_down.sql"]
)
def test_a_word_that_leads_back_from_nothing_is_part_of_a_name(name: str) -> None:
    assert not halves.is_back(name, {name, "2_a.sql"})
    assert halves.back(name, {name, "2_a.sql"}) is None
    assert halves.stem(name, {name, "2_a.sql"}) == name.removesuffix(".sql")
