"""Labels, people and drafts: given once, and what people change of them stays."""

from __future__ import annotations

import pytest
from bot.repositories import COMMENTS, CONFIG, place

from fixer.bot import memory
from fixer.bot.marks import marks, without

pytestmark = pytest.mark.slow

MARKED = 'labels = ["db"]\nreviewers = ["ann"]\nassignees = ["bob"]\n'
ONE = CONFIG.replace('"unindexed-foreign-key", ', "")


def run(here, code=0):
    """What was written to the forge, and the log."""
    assert here.run() == code
    return here.forge.written()


def take_away(here, *names):
    """A person does."""
    (request,) = here.forge.requests
    here.forge.change(1, marks=tuple(mark for mark in request.marks if mark.name not in names))


def test_what_is_configured_later_is_given_later_and_once(tmp_path):
    here = place(tmp_path, config=ONE)
    assert run(here) == [f"open {COMMENTS}"]

    here.commit("main", {"fixer.toml": ONE + MARKED})

    assert run(here) == [f"{what} {COMMENTS}" for what in ("label db", "review by ann", "assigned to bob")]
    assert run(here) == []


def test_a_dry_run_says_what_would_be_given_and_gives_nothing(tmp_path):
    here = place(tmp_path, config=ONE)
    run(here)
    before = here.forge.requests[0]
    here.commit("main", {"fixer.toml": ONE + MARKED + 'draft = "always"\n'})

    assert here.run(dry_run=True) == 0

    assert (here.forge.written(), here.forge.requests[0]) == ([], before)
    wanted = "would: label db, review by ann, assigned to bob, make it a draft http://f/1"
    assert f"{COMMENTS}: {wanted}" in here.said


def test_what_a_person_takes_away_does_not_come_back(tmp_path):
    here = place(tmp_path, config=ONE + MARKED)
    run(here)
    assert run(here) == []
    take_away(here, "db", "ann")

    assert run(here) == []
    here.commit("main", {"fixer.toml": ONE.replace("One purchase.", "A purchase.") + MARKED})
    assert run(here) == [f"update {COMMENTS}"]

    here.commit("main", {"fixer.toml": ONE + MARKED.replace('["db"]', '["DB", "new"]')})
    assert run(here) == [f"update {COMMENTS}", f"label new {COMMENTS}"]
    assert not without(here.forge.requests[0].marks, {"assignee:bob", "label:new"})


def test_what_a_person_has_given_already_is_not_given_again(tmp_path):
    here = place(tmp_path, config=ONE)
    run(here)
    here.forge.change(1, marks=marks(["DB"], ["Ann"], ["Bob"]))
    here.commit("main", {"fixer.toml": ONE + MARKED})

    assert run(here) == []

    take_away(here, "DB", "Ann", "Bob")
    assert run(here) == []


def test_who_is_not_taken_is_a_note_and_is_asked_with_the_next_run(tmp_path):
    here = place(tmp_path, config=ONE + MARKED)
    here.forge.unknown = {"ann"}

    assert run(here) == [f"open {COMMENTS}", f"label db {COMMENTS}", f"assigned to bob {COMMENTS}"]
    note = f"{COMMENTS}: note: review by ann: nobody knows it"
    assert note in here.said
    assert (run(here), note in here.said) == ([], True)

    here.forge.unknown = set()
    assert run(here) == [f"review by ann {COMMENTS}"]
    assert (run(here), note in here.said) == ([], False)


def test_what_turns_unsafe_becomes_a_draft_until_a_person_says_otherwise(tmp_path):
    """The configuration may change what is a draft; so may a group that gets an unsafe fix."""
    here = place(tmp_path, config=ONE)
    run(here)
    assert not here.forge.requests[0].draft

    here.commit("main", {"fixer.toml": ONE + 'draft = "always"\n'})
    assert run(here) == [f"draft {COMMENTS}"]
    assert run(here) == []

    here.forge.change(1, draft=False)
    assert run(here) == []
    here.commit("main", {"fixer.toml": ONE.replace("One purchase.", "A purchase.") + 'draft = "always"\n'})
    assert run(here) == [f"update {COMMENTS}"]

    here.commit("main", {"fixer.toml": ONE.replace("One purchase.", "A purchase.")})
    assert run(here) == []
    here.commit("main", {"fixer.toml": ONE.replace("One purchase.", "A purchase.") + 'draft = "always"\n'})
    assert run(here) == [f"draft {COMMENTS}"]
    here.commit("main", {"fixer.toml": ONE.replace("One purchase.", "A purchase.")})
    assert run(here) == [f"ready {COMMENTS}"]


def test_a_group_that_gets_an_unsafe_fix_becomes_a_draft(tmp_path, monkeypatch):
    from fixer.bot.groups import Group

    here = place(tmp_path, config=ONE)
    run(here)
    monkeypatch.setattr(Group, "unsafe", True)

    assert run(here) == [f"draft {COMMENTS}"]
    assert memory.remembered(here.forge.requests[0].body).draft
    assert run(here) == []


@pytest.mark.parametrize("rights", ["INVOKER", "DEFINER"], ids=["may change what it does", "its twin"])
def test_an_unsafe_edit_of_a_file_that_waits_makes_a_draft_too(tmp_path, rights):
    """The path of a function with its caller's rights may be what its callers count on."""
    text = f"CREATE FUNCTION public.f() RETURNS int LANGUAGE plpgsql SECURITY {rights} AS $$ BEGIN RETURN 1; END $$;\n"
    files = {"db/000001_f.up.sql": text, "db/000001_f.down.sql": "DROP FUNCTION public.f();\n"}
    config = 'path = "db"\npending_from = "1"\nunsafe = true\nselect = ["mutable-search-path"]\n[bot]\nverify = false\n'
    here = place(tmp_path, files, config)

    assert here.run() == 0

    (request,) = here.forge.requests
    assert "Edited in place" in request.body
    assert (request.draft, "**unsafe**" in request.body) == ((rights == "INVOKER"),) * 2
