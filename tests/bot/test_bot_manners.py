"""The bot on real repositories, with a forge in memory: what it does in each situation, and its no-op twin."""

from __future__ import annotations

import pytest
from bot.repositories import COMMENTS, CONFIG, FOREIGN_KEYS, MIGRATIONS, git, place, state

from fixer.bot.forge import Dashboard, PullRequest
from fixer.bot.marks import marks


@pytest.fixture
def shop(tmp_path):
    """A shop with findings for two pull requests, both opened."""
    here = place(tmp_path)
    assert here.run() == 0
    assert here.forge.written() == [f"open {COMMENTS}", f"open {FOREIGN_KEYS}"]
    return here


def moved(here):
    """What a run does to the remote and to the forge."""
    before = here.tips()
    assert here.run() == 0
    after = here.tips()
    return here.forge.written(), {name for name in before | after if before.get(name) != after.get(name)}


def test_each_rule_has_a_branch_with_its_migrations_on_top_of_the_base(shop):
    assert shop.files(COMMENTS) == ["db/000002_comment_orders.down.sql", "db/000002_comment_orders.up.sql"]
    assert len(shop.files(FOREIGN_KEYS)) >= 2
    assert git(shop.remote, "log", "--format=%an", f"main..{COMMENTS}") == "fixer"


def test_the_checkout_is_as_it_was(tmp_path):
    here = place(tmp_path)
    (here.clone / "db/000001_shop.up.sql").write_text("-- not saved yet\n")
    (here.clone / "notes.txt").write_text("mine")
    git(here.clone, "config", "core.hooksPath", str(tmp_path / "hooks"))
    (tmp_path / "hooks").mkdir()
    for hook in ("post-checkout", "pre-push", "reference-transaction", "post-index-change"):
        script = tmp_path / "hooks" / hook
        script.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        script.chmod(0o755)
    before = state(here.clone)
    (tmp_path / "ran").unlink(missing_ok=True)

    assert here.run() == 0

    assert not (tmp_path / "ran").exists()
    assert here.forge.written() != []
    assert state(here.clone) == before
    assert (here.clone / "db/000001_shop.up.sql").read_text() == "-- not saved yet\n"


def test_nothing_changed_is_nothing_done(shop):
    assert moved(shop) == ([], set())


@pytest.mark.slow
def test_a_base_that_moved_elsewhere_changes_nothing(shop):
    shop.commit("main", {"README.md": "hello"})

    assert moved(shop) == ([], set())


@pytest.mark.slow
def test_a_base_that_took_the_version_moves_the_branch_on(shop):
    shop.commit("main", {"db/000002_x.up.sql": "SELECT 1;\n", "db/000002_x.down.sql": "SELECT 1;\n"})

    log, pushed = moved(shop)

    assert (log, pushed) == ([f"update {COMMENTS}", f"update {FOREIGN_KEYS}"], {COMMENTS, FOREIGN_KEYS})
    assert shop.files(COMMENTS) == ["db/000003_comment_orders.down.sql", "db/000003_comment_orders.up.sql"]
    assert moved(shop) == ([], set())


@pytest.mark.slow
def test_a_branch_that_somebody_committed_to_is_never_touched_and_told_so_once(shop):
    shop.commit(COMMENTS, {"db/000002_comment_orders.up.sql": "-- better\nSELECT 1;\n"})
    shop.commit("main", {"db/000002_x.up.sql": "SELECT 1;\n", "db/000002_x.down.sql": "SELECT 1;\n"})

    log, pushed = moved(shop)

    assert (log, pushed) == ([f"comment {COMMENTS}", f"update {FOREIGN_KEYS}"], {FOREIGN_KEYS})
    assert moved(shop) == ([], set())


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("commit", "--quiet", "--amend", "--message", "my words"),
        ("commit", "--quiet", "--allow-empty", "--message", "on top"),
        ("rebase", "--quiet", "--force-rebase", "HEAD~1"),
    ],
    ids=["amended", "on top", "rebased"],
)
def test_whatever_a_person_did_to_the_branch_is_kept(shop, tmp_path, words):
    work = tmp_path / "person"
    git(tmp_path, "clone", "--quiet", "--branch", COMMENTS, str(shop.remote), str(work))
    git(work, *words)
    git(work, "push", "--quiet", "--force", "origin", f"HEAD:{COMMENTS}")
    shop.commit("main", {"db/000002_x.up.sql": "SELECT 1;\n", "db/000002_x.down.sql": "SELECT 1;\n"})

    assert COMMENTS not in moved(shop)[1]


@pytest.mark.slow
def test_closed_is_turned_down_until_the_findings_change(shop):
    shop.forge.change(1, state="closed")

    assert moved(shop) == ([], set())

    shop.commit("main", {"fixer.toml": CONFIG.replace("One purchase.", "A purchase.")})
    assert moved(shop) == ([f"open {COMMENTS}"], {COMMENTS})


@pytest.mark.slow
def test_closed_is_turned_down_for_its_findings_alone(shop):
    shop.forge.change(1, state="closed")
    shop.commit("main", {"fixer.toml": CONFIG.replace("[bot]", 'users = "Who buys."\n[bot]')})

    log, pushed = moved(shop)

    assert (log, pushed) == ([f"open {COMMENTS}"], {COMMENTS})
    assert "users" in git(shop.remote, "show", COMMENTS)
    assert "orders" not in git(shop.remote, "show", COMMENTS)


@pytest.mark.slow
def test_a_finding_mended_elsewhere_closes_its_pull_request_with_a_word_and_may_come_back(shop):
    mended = {
        "db/000002_c.up.sql": "COMMENT ON TABLE public.orders IS 'x';\n",
        "db/000002_c.down.sql": "SELECT 1;\n",
    }
    shop.commit("main", mended)

    log, pushed = moved(shop)

    assert log == [f"comment {COMMENTS}", f"close {COMMENTS}", f"update {FOREIGN_KEYS}"]
    assert pushed == {COMMENTS, FOREIGN_KEYS}
    assert COMMENTS not in shop.tips()
    assert "do not hold" in shop.forge.said[1][0]
    assert moved(shop) == ([], set())

    shop.commit("main", dict.fromkeys(mended))
    assert f"open {COMMENTS}" in moved(shop)[0]


@pytest.mark.slow
def test_a_word_that_was_said_but_not_heard_is_not_said_twice(shop, monkeypatch):
    from fixer.model import FixerError

    shop.commit("main", {"fixer.toml": CONFIG.replace("One purchase.", "")})
    comment = shop.forge.comment

    def unheard(request, body):
        comment(request, body)
        raise FixerError("no answer")

    with monkeypatch.context() as patched:
        patched.setattr(shop.forge, "comment", unheard)
        assert shop.run() == 1
    assert shop.forge.requests[0].state == "open"

    assert shop.run() == 0

    assert (len(shop.forge.said[1]), shop.forge.requests[0].state) == (1, "closed")


@pytest.mark.slow
def test_merged_is_done(shop):
    shop.merge(COMMENTS)
    shop.forge.change(1, state="merged")

    log, pushed = moved(shop)

    assert (log, pushed) == ([f"update {FOREIGN_KEYS}"], {FOREIGN_KEYS})  # its version was taken


def test_a_whole_life(shop):
    """Opened, updated, edited by a person, closed, opened again by changed findings, merged."""
    shop.commit("main", {"fixer.toml": CONFIG.replace("One purchase.", "A purchase.")})
    assert moved(shop) == ([f"update {COMMENTS}"], {COMMENTS})
    shop.commit(COMMENTS, {"db/notes.txt": "mine"})
    assert moved(shop) == ([f"comment {COMMENTS}"], set())
    shop.forge.change(1, state="closed")
    assert moved(shop) == ([], set())
    git(shop.remote, "update-ref", "-d", f"refs/heads/{COMMENTS}")
    assert moved(shop) == ([], set())
    shop.commit("main", {"fixer.toml": CONFIG.replace("One purchase.", "The purchase.")})
    assert moved(shop) == ([f"open {COMMENTS}"], {COMMENTS})
    shop.merge(COMMENTS)
    shop.forge.change(3, state="merged")
    assert moved(shop)[0] == [f"update {FOREIGN_KEYS}"]


@pytest.mark.slow
def test_no_more_are_open_than_may_be_and_the_rest_waits_in_the_dashboard(tmp_path):
    here = place(tmp_path, config=CONFIG + "most_open = 1\n")

    assert moved(here) == ([f"open {COMMENTS}", "dashboard"], {COMMENTS})
    assert f"- [ ] <!-- fixer: {FOREIGN_KEYS} -->" in here.forge.board.body
    assert moved(here) == ([], set())

    here.forge.write_dashboard(None, "", here.forge.board.body.replace("- [ ]", "- [x]"))
    here.forge.written()
    assert moved(here) == ([f"open {FOREIGN_KEYS}", "dashboard"], {FOREIGN_KEYS})


@pytest.mark.slow
def test_what_was_asked_for_and_failed_is_asked_for_still(tmp_path, monkeypatch):
    from fixer.model import FixerError

    here = place(tmp_path, config=CONFIG + "most_open = 1\n")
    here.run()
    here.forge.board = Dashboard(1, here.forge.board.body.replace("- [ ]", "- [x]"))

    def refused(proposal):
        raise FixerError("not now")

    with monkeypatch.context() as patched:
        patched.setattr(here.forge, "open", refused)
        assert here.run() == 1
    here.forge.written()

    assert moved(here)[0] == [f"open {FOREIGN_KEYS}", "dashboard"]


@pytest.mark.slow
def test_what_was_turned_down_comes_back_when_its_box_is_ticked(tmp_path):
    here = place(tmp_path, config=CONFIG + "most_open = 1\n")
    here.run()
    here.forge.change(1, state="closed")
    git(here.remote, "update-ref", "-d", f"refs/heads/{COMMENTS}")
    here.run()
    board = here.forge.board.body
    assert f"- [ ] <!-- fixer again: {COMMENTS} -->" in board
    here.forge.written()
    assert moved(here) == ([], set())

    here.forge.board = Dashboard(1, board.replace("- [ ] <!-- fixer again", "- [x] <!-- fixer again"))
    assert moved(here) == ([f"open {COMMENTS}", "dashboard"], {COMMENTS})
    assert moved(here) == ([], set())

    here.forge.change(3, state="closed")
    assert moved(here)[1] == set()
    assert f"- [ ] <!-- fixer again: {COMMENTS} -->" in here.forge.board.body


@pytest.mark.slow
def test_one_that_is_opened_again_is_kept_up_to_date_again(shop):
    shop.forge.change(1, state="closed")
    assert moved(shop) == ([], set())
    shop.forge.change(1, state="open")
    assert moved(shop) == ([], set())
    shop.commit("main", {"db/000002_x.up.sql": "SELECT 1;\n", "db/000002_x.down.sql": "SELECT 1;\n"})

    assert moved(shop)[0] == [f"update {COMMENTS}", f"update {FOREIGN_KEYS}"]


@pytest.mark.slow
def test_a_pull_request_that_people_opened_from_such_a_branch_is_theirs(shop):
    shop.commit("main", {"README.md": "hello"})
    git(shop.remote, "update-ref", "refs/heads/fixer/mine", shop.tips()["main"])
    shop.forge.requests.append(PullRequest(3, "fixer/mine", "mine", "words", "open", "http://f/3"))

    assert moved(shop) == ([], set())


@pytest.mark.slow
def test_a_dry_run_prints_everything_and_changes_nothing(tmp_path):
    said = (
        'labels = ["database"]\nreviewers = ["ann"]\nassignees = ["bob"]\ndraft = "always"\nmost_open = 1\n'
    )
    here = place(tmp_path, config=CONFIG + said)
    before, tips = state(here.clone), here.tips()

    assert here.run(dry_run=True) == 0

    printed = "\n".join(here.said)
    assert here.forge.written() == []
    assert (state(here.clone), here.tips()) == (before, tips)
    for part in (
        "COMMENT ON TABLE public.orders",
        "(draft, label database, review by ann, assigned to bob)",
        f"{COMMENTS} into main",
        f"{COMMENTS}: would: commit, 'missing-comment (orders)': db/000002_comment_orders.down.sql, db/000002_comment_orders.up.sql",
        f"{COMMENTS}: would: push, and open",
        "### Waiting",
    ):
        assert part in printed


@pytest.mark.slow
def test_the_configuration_is_that_of_the_base_branch(tmp_path):
    here = place(tmp_path)
    (here.clone / "fixer.toml").write_text("this is no TOML")
    (here.clone / ".fixer" / "fixers").mkdir(parents=True)
    (here.clone / ".fixer" / "fixers" / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    git(here.clone, "switch", "--quiet", "--create", "feature")
    git(here.clone, "add", "--all")
    git(here.clone, "commit", "--quiet", "--message", "evil")

    assert here.run() == 0

    assert not (tmp_path / "ran").exists()
    assert here.forge.written() == [f"open {COMMENTS}", f"open {FOREIGN_KEYS}"]


@pytest.mark.slow
def test_titles_labels_people_and_drafts_are_as_the_configuration_says(tmp_path):
    said = (
        'labels = ["db"]\nreviewers = ["ann"]\nassignees = ["bob"]\ntitle = "DB: {group} {count}"\n'
        'commit_message = "chore: {summary}"\ndraft = "always"\n'
    )
    here = place(tmp_path, config=CONFIG + said)

    here.run()

    proposal = here.forge.proposals[0]
    assert proposal.title == "DB: missing-comment 1"
    assert proposal.marks == marks(["db"], ["ann"], ["bob"])
    assert proposal.draft
    assert git(here.remote, "log", "-1", "--format=%s", COMMENTS).startswith("chore: ")
    assert not place(_made(tmp_path / "twin")).forge.proposals


def _made(folder):
    folder.mkdir()
    return folder


@pytest.mark.slow
def test_a_shallow_clone_is_enough(tmp_path, shop):
    shop.commit("main", {"README.md": "one"})
    shop.commit("main", {"README.md": "two"})
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{shop.remote}", str(shallow))
    shop.clone = shallow

    assert moved(shop) == ([], set())


@pytest.mark.slow
def test_a_clone_that_ends_right_at_the_branches_knows_its_own(tmp_path, shop):
    """git shows a commit at the end of a shallow clone without its parents, as no person and no bot has made it."""
    shop.commit("main", {"README.md": "one"})
    shallow = tmp_path / "shallow"
    git(
        tmp_path,
        "clone",
        "--quiet",
        "--depth",
        "1",
        "--no-single-branch",
        f"file://{shop.remote}",
        str(shallow),
    )
    shop.clone = shallow

    assert moved(shop) == ([], set())


@pytest.mark.slow
def test_a_checkout_of_some_folders_is_enough(tmp_path):
    here = place(tmp_path, {**MIGRATIONS, "src/main.py": "pass\n"})
    git(here.clone, "sparse-checkout", "set", "src")
    before = state(here.clone)

    assert here.run() == 0

    assert here.forge.written() == [f"open {COMMENTS}", f"open {FOREIGN_KEYS}"]
    assert here.files(COMMENTS) == ["db/000002_comment_orders.down.sql", "db/000002_comment_orders.up.sql"]
    assert (state(here.clone), (here.clone / "db").exists()) == (before, False)


@pytest.mark.slow
def test_a_push_that_somebody_was_faster_with_is_refused_and_said(shop, monkeypatch):
    from fixer.bot import repository

    shop.commit("main", {"db/000002_x.up.sql": "SELECT 1;\n", "db/000002_x.down.sql": "SELECT 1;\n"})
    push = repository.push

    def slow(remote, name, made):
        if name == COMMENTS:
            shop.commit(COMMENTS, {"db/mine.txt": "mine"})
        push(remote, name, made)

    monkeypatch.setattr(repository, "push", slow)

    assert shop.run() == 1
    assert any("somebody pushed to it meanwhile" in line for line in shop.said)
    assert "db/mine.txt" in shop.files(COMMENTS)
    assert shop.forge.written() == [f"update {FOREIGN_KEYS}"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "template", ["{{ memory.no.such }}", "{% if %}"], ids=["when it is filled", "as it stands"]
)
def test_a_template_that_fails_is_named_as_the_repository_has_it_and_nothing_is_pushed(tmp_path, template):
    here = place(tmp_path, {**MIGRATIONS, ".fixer/templates/reports/pull_request.md.j2": template})

    assert here.run() == 2

    assert set(here.tips()) == {"main"}
    failed = [line for line in here.said if ": error: " in line]
    assert ["reports/pull_request.md.j2" in line for line in failed] == [True, True]
    assert not any("/tree/" in line for line in here.said)


@pytest.mark.slow
def test_a_fixer_that_does_not_load_is_named_as_the_repository_has_it(tmp_path):
    from fixer.model import FixerError

    here = place(tmp_path, {**MIGRATIONS, ".fixer/fixers/own.py": "rule = ("})

    with pytest.raises(FixerError, match=r"^\.fixer/fixers/own\.py: line 1") as error:
        here.run()

    assert "/tree/" not in str(error.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "config", "problem"),
    [
        ({"db/000001_x.up.sql": "CREATE TABEL x;\n"}, CONFIG, "000001_x.up.sql:1:8"),
        (MIGRATIONS, "path = 3\n", "fixer.toml:1:1"),
        ({"README.md": "hello"}, "", "there is no migrations folder below the repository"),
        (MIGRATIONS, CONFIG + "grup_by = 1\n", "bot has no field grup_by"),
    ],
    ids=[
        "a base that does not parse",
        "a setting of the wrong type",
        "no migrations",
        "an unknown setting of the bot",
    ],
)
def test_a_base_that_cannot_be_read_stops_with_the_place(tmp_path, files, config, problem):
    from fixer.model import FixerError

    here = place(tmp_path, files, config)
    before = state(here.clone)

    with pytest.raises(FixerError, match=problem.replace(".", r"\.")):
        here.run()

    assert state(here.clone) == before
