"""Two bots for two base branches of one repository: neither takes what is the other's."""

from __future__ import annotations

import pytest
from bot.repositories import COMMENTS, CONFIG, FOREIGN_KEYS, MIGRATIONS, git, place

from fixer.bot.forges.git import GitAlone

pytestmark = pytest.mark.slow

APART = CONFIG + 'branch = "fixer/{base}/{group}"\n'


@pytest.fixture
def shop(tmp_path):
    """With a second branch, which has other migrations."""
    here = place(tmp_path)
    git(here.remote, "update-ref", "refs/heads/next", here.tips()["main"])
    here.commit("next", {"db/000002_x.up.sql": "SELECT 1;\n", "db/000002_x.down.sql": "SELECT 1;\n"})
    return here


def changed(here, **options):
    """What a run does to the remote and to the forge, and its exit code."""
    before = here.tips()
    code = here.run(**options)
    after = here.tips()
    moved = {name for name in before | after if before.get(name) != after.get(name)}
    return min(code, 1), here.forge.written(), moved


def test_a_branch_that_is_for_another_base_is_refused_and_left_alone(shop):
    assert shop.run() == 0
    shop.forge.written()

    assert changed(shop, base="next") == (1, [], set())
    for name in (COMMENTS, FOREIGN_KEYS):
        assert any(
            line.startswith(f"{name}: error: there is a branch of that name already, which is for main")
            and "{base}" in line
            for line in shop.said
        )
    assert changed(shop) == (0, [], set())


def test_so_it_is_where_no_pull_request_tells(shop):
    def alone(remote):
        return GitAlone(remote.branches, shop.said.append)

    assert shop.run(forge=alone) == 0
    before = shop.tips()

    assert shop.run(forge=alone, base="next") == 2

    assert shop.tips() == before
    assert any("which is for main" in line for line in shop.said)


def test_what_the_other_has_no_use_for_is_not_closed(shop):
    assert shop.run() == 0
    shop.forge.written()
    shop.commit("next", {"fixer.toml": CONFIG.replace('select = ["', 'select = ["mutable-search-path"] # "')})

    assert changed(shop, base="next") == (0, [], set())


def test_with_the_base_in_their_names_both_have_theirs(shop):
    for branch in ("main", "next"):
        shop.commit(branch, {"fixer.toml": APART})

    assert shop.run() == 0
    assert shop.run(base="next") == 0

    theirs = {
        f"fixer/{base}/{rule.removeprefix('fixer/')}"
        for base in ("main", "next")
        for rule in (COMMENTS, FOREIGN_KEYS)
    }
    assert {(one.branch, one.base) for one in shop.forge.requests} == {
        (name, name.split("/")[1]) for name in theirs
    }
    assert set(shop.tips()) == {"main", "next", *theirs}
    shop.forge.written()
    assert changed(shop) == (0, [], set())
    assert changed(shop, base="next") == (0, [], set())

    shop.commit("next", {"db/000003_y.up.sql": "SELECT 1;\n", "db/000003_y.down.sql": "SELECT 1;\n"})
    assert changed(shop)[1:] == ([], set())
    assert changed(shop, base="next")[2] == {name for name in theirs if "/next/" in name}


def test_what_is_called_otherwise_from_now_on_is_not_there_twice(shop):
    assert shop.run() == 0
    shop.forge.written()
    for branch in ("main", "next"):
        shop.commit(branch, {"fixer.toml": APART})

    code, written, _moved = changed(shop)

    assert code == 0
    assert [line for line in written if line.startswith("close")] == [
        f"close {COMMENTS}",
        f"close {FOREIGN_KEYS}",
    ]
    assert {one.branch for one in shop.forge.requests if one.state == "open"} == {
        name.replace("fixer/", "fixer/main/") for name in (COMMENTS, FOREIGN_KEYS)
    }
    assert "another pull request" in shop.forge.said[1][0]
    assert changed(shop) == (0, [], set())
    assert changed(shop, base="next")[0] == 0


def test_one_that_a_person_leads_elsewhere_is_left_alone(shop):
    assert shop.run() == 0
    shop.forge.written()
    shop.forge.change(1, base="next")
    shop.commit("main", {"fixer.toml": CONFIG.replace("One purchase.", "A purchase.")})

    assert changed(shop) == (0, [], set())
    assert f"{COMMENTS}: nothing: its pull request goes into next" in shop.said


def test_one_that_is_turned_down_for_one_base_is_not_for_the_other(shop):
    assert shop.run() == 0
    for number in (1, 2):
        shop.forge.change(number, state="closed")
    for name in (COMMENTS, FOREIGN_KEYS):
        git(shop.remote, "update-ref", "-d", f"refs/heads/{name}")
    shop.forge.written()

    assert changed(shop) == (0, [], set())
    assert changed(shop, base="next")[1] == [f"open {COMMENTS}", f"open {FOREIGN_KEYS}"]


@pytest.mark.parametrize(
    "named",
    [
        "main",
        "fixer/x",
        "fixer/{group}/{base}",
        "fixer/../{group}",
        "fixer/{group}.lock",
        "fixer/{what}-{group}",
    ],
)
def test_a_name_that_is_none_is_an_error_with_its_place(tmp_path, named):
    from fixer.model import FixerError

    here = place(tmp_path, MIGRATIONS, CONFIG + f'branch = "{named}"\n')

    with pytest.raises(FixerError, match="branch") as error:
        here.run()

    assert "fixer.toml" in str(error.value)
    assert set(here.tips()) == {"main"}
