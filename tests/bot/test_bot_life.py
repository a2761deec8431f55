"""A whole life of a pull request: the program as CI runs it, a real remote, and a forge that is as it is described."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from bot.forge_server import PATH, SILENT, State, serving
from bot.play_github import GITHUB
from bot.play_gitlab import GITLAB
from bot.repositories import COMMENTS, CONFIG, ENVIRONMENT, FOREIGN_KEYS, Place, git, place, state
from bot.reviews import called
from e2e.tools import fixer

from fixer.bot.forges.github import github
from fixer.bot.forges.gitlab import gitlab
from fixer.bot.forges.patience import Patience
from fixer.bot.where import Where
from fixer.model import FixerError

pytestmark = pytest.mark.slow

SETTINGS = (
    'most_open = 1\nlabels = ["db"]\nreviewers = ["ann"]\nassignees = ["ann"]\ntitle = "DB: {summary}"\n'
)


@dataclass
class Shop:
    """The remote, the forge, and the bot's environment."""

    here: Place
    name: str
    state: State
    environment: dict[str, str]

    def run(self, *options: str, code: int = 0) -> list[str]:
        """The bot, once: what was written to the forge, and which branches moved."""
        before, checkout = self.here.tips(), state(self.here.clone)
        self.state.requests.clear()
        done = fixer(self.here.clone, "bot", *options, environment={**ENVIRONMENT, **self.environment})
        assert done.returncode == code, done.stdout + done.stderr
        assert self.state.token not in done.stdout + done.stderr
        after = self.here.tips()
        moved = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
        written = [
            f"{method} {path.rpartition('shop/db/')[2]}" for method, path, _data in self.state.writes()
        ]
        assert state(self.here.clone) == checkout
        self.log = done.stdout
        return [*written, *moved]

    def set(self, number: int, what: str) -> None:
        """A person closes or merges."""
        pull = self.state.pulls[number - 1]
        if self.name == "github":
            pull |= {"state": "closed", "merged_at": "2026-01-01T00:00:00Z" if what == "merged" else None}
        else:
            pull["state"] = what

    def body(self, number: int) -> str:
        pull = self.state.pulls[number - 1]
        return str(pull["body"] if self.name == "github" else pull["description"])

    def marks(self, number: int) -> tuple[list[str], list[str], list[str]]:
        """Labels, reviewers, assignees."""
        pull = self.state.pulls[number - 1]
        if self.name == "gitlab":
            return pull["labels"], *([one["username"] for one in pull[k]] for k in ("reviewers", "assignees"))
        people = ([one["login"] for one in pull[k]] for k in ("requested_reviewers", "assignees"))
        return [label["name"] for label in pull["labels"]], *people

    def branch(self, number: int) -> str:
        pull = self.state.pulls[number - 1]
        return str(pull["head"]["ref"] if self.name == "github" else pull["source_branch"])


@pytest.fixture(params=["github", "gitlab"])
def shop(request: pytest.FixtureRequest, tmp_path) -> Iterator[Shop]:
    """A shop with findings for two pull requests, of which one may be open."""
    with serving({"github": GITHUB, "gitlab": GITLAB}[request.param]) as held:
        here = place(tmp_path, config=CONFIG + SETTINGS)
        yield Shop(here, request.param, held, called(here, request.param, held, tmp_path))


def test_a_whole_life(shop):
    one, notes, issue = ("pulls", "issues/{}/comments", "issues/9")
    if shop.name == "gitlab":
        one, notes = "merge_requests", "merge_requests/{}/notes"
    change = "PATCH" if shop.name == "github" else "PUT"

    opened = shop.run()
    assert (opened[0], opened[-2:]) == (f"POST {one}", ["POST issues", COMMENTS])
    pull = shop.state.pulls[0]
    assert pull["title"].startswith("DB: ")
    assert shop.marks(1) == (["db"], ["ann"], ["ann"])
    assert "COMMENT ON TABLE public.orders" in shop.body(1)
    assert shop.run() == []

    shop.here.commit("main", {"fixer.toml": (CONFIG + SETTINGS).replace("One purchase.", "A purchase.")})
    assert shop.run() == [f"{change} {one}/1", COMMENTS]
    assert "A purchase." in shop.body(1)

    shop.here.commit(COMMENTS, {"db/notes.txt": "mine"})
    assert shop.run() == [f"POST {notes.format(1)}"]
    assert "it is yours now" in shop.state.said(1)[0]
    assert shop.run() == []

    shop.set(1, "closed")
    git(shop.here.remote, "update-ref", "-d", f"refs/heads/{COMMENTS}")
    assert shop.run()[: 1 + len(_people(shop, 2))] == [
        f"POST {one}",
        *_people(shop, 2),
    ]  # the next one's turn
    assert shop.branch(2) == FOREIGN_KEYS
    assert shop.run() == []

    shop.set(2, "closed")
    assert shop.run() == [f"{change} {issue}"]
    shop.here.commit("main", {"fixer.toml": (CONFIG + SETTINGS).replace("One purchase.", "The purchase.")})
    reopened = shop.run()
    assert (reopened[0], reopened[-1]) == (f"POST {one}", COMMENTS)
    assert (shop.branch(3), "The purchase." in shop.body(3)) == (COMMENTS, True)

    shop.here.merge(COMMENTS)
    shop.set(3, "merged")
    git(shop.here.remote, "update-ref", "-d", f"refs/heads/{COMMENTS}")
    shop.run()
    assert shop.run() == []
    assert len(shop.state.pulls) == 3


def _people(shop: Shop, number: int) -> list[str]:
    if shop.name == "gitlab":  # it is opened with them
        return [f"PUT merge_requests/{number}"]
    return [
        f"POST issues/{number}/labels",
        f"POST issues/{number}/assignees",
        f"POST pulls/{number}/requested_reviewers",
        f"PATCH pulls/{number}",
    ]


def test_a_finding_mended_elsewhere_closes_with_a_word(shop):
    shop.run()
    files = {
        "db/000002_c.up.sql": "COMMENT ON TABLE public.orders IS 'x';\n",
        "db/000002_c.down.sql": "SELECT 1;\n",
    }
    shop.here.commit("main", files)

    shop.run()

    assert "do not hold" in shop.state.said(1)[0]
    assert shop.state.pulls[0]["state"] == "closed"
    assert COMMENTS not in shop.here.tips()
    assert shop.branch(2) == FOREIGN_KEYS


def test_a_ticked_box_opens_the_next_one(shop):
    shop.run()
    name = "body" if shop.name == "github" else "description"
    board = shop.state.issues[0]
    assert f"- [ ] <!-- fixer: {FOREIGN_KEYS} -->" in board[name]
    board[name] = board[name].replace("- [ ]", "- [x]")

    shop.run()

    assert shop.branch(2) == FOREIGN_KEYS
    assert FOREIGN_KEYS not in board[name]


def test_the_line_to_add_sets_it_aside(shop):
    shop.run()
    line = shop.body(1).rpartition("```toml\n")[2].partition("\n")[0]
    assert line.startswith("ignore = [")
    shop.here.commit("main", {"fixer.toml": f"{line}\n{CONFIG}{SETTINGS}"})

    shop.run()

    assert shop.state.pulls[0]["state"] == "closed"
    assert "set aside" in shop.state.said(1)[0]


def test_a_token_that_may_not_open_leaves_no_half_and_the_next_run_goes_on(shop):
    shop.state.fail_next = [("POST", 403, {}, False)]

    assert shop.run(code=1)[-1] == COMMENTS
    assert "refused to open" in shop.log

    assert shop.run()[0].startswith("POST")
    assert len(shop.state.pulls) == 1


def test_an_expired_token_is_said_before_anything_is_pushed(shop):
    shop.state.token = "a-new-one"

    assert shop.run(code=2) == []


@pytest.mark.parametrize(("method", "code"), [("GET", 2), ("POST", 1)])
def test_a_token_that_the_forge_says_is_not_said_again(shop, method, code):
    shop.state.fail_next = [(method, 404, {"message": f"no such thing: {shop.state.token}"}, False)]

    shop.run(code=code)


def test_an_answer_that_is_lost_opens_no_second_one(shop):
    shop.state.fail_next = [("POST", 0, {}, True)]

    shop.run()

    assert len(shop.state.pulls) == 1


def test_two_runs_at_once_open_none_twice(shop, tmp_path):
    """A schedule that overlaps, or two people: who comes second finds what the first has opened."""
    shop.here.commit("main", {"fixer.toml": CONFIG + SETTINGS.replace("most_open = 1", "dashboard = false")})
    other = tmp_path / "other"
    git(tmp_path, "clone", "--quiet", str(shop.here.remote), str(other))
    git(other, "remote", "set-url", "origin", git(shop.here.clone, "remote", "get-url", "origin"))

    running = [
        subprocess.Popen(
            [sys.executable, "-c", "from fixer.cli import main; main()", "bot"],
            cwd=clone,
            env={**ENVIRONMENT, **shop.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for clone in (shop.here.clone, other)
    ]
    said = [one.communicate()[0] for one in running]

    for one, text in zip(running, said, strict=True):
        refused = text.count(": error: ")
        assert (one.returncode, text.count("somebody pushed to it meanwhile")) == (
            int(refused > 0),
            refused,
        ), text
    assert sorted(shop.branch(number + 1) for number in range(len(shop.state.pulls))) == [
        COMMENTS,
        FOREIGN_KEYS,
    ]


@pytest.mark.parametrize(("method", "failed"), [("GET", None), ("POST", 1)])
def test_a_forge_that_stays_silent_leaves_everything_as_it_was_and_the_next_run_goes_on(shop, method, failed):
    """Nothing can be done where it does not answer at all; where it does not say what became of it, nothing is done twice."""
    make = {"github": github, "gitlab": gitlab}[shop.name]
    before = state(shop.here.clone)
    shop.state.fail_next = [(method, SILENT, {}, False)] * (1 if failed else 2)  # a read is tried once more

    def impatient(_remote):
        where = Where(f"{shop.name}.com", PATH)
        return make(where, shop.state.token, shop.environment, Patience(silence=1))

    environment = {**ENVIRONMENT, **shop.environment}
    if failed is None:
        with pytest.raises(FixerError, match="does not answer"):
            shop.here.run(forge=impatient, environment=environment)
    else:
        assert shop.here.run(forge=impatient, environment=environment) == failed
    assert (state(shop.here.clone), shop.state.pulls) == (before, [])
    shop.state.fail_next = []

    shop.run()

    assert len(shop.state.pulls) == 1


def test_a_dry_run_writes_nothing(shop):
    assert shop.run("--dry-run") == []
    for part in ("DB: ", "label db", "would: push, and open", "### Waiting"):
        assert part in shop.log


def test_a_token_is_seen_by_nobody_but_the_forge(shop, tmp_path):
    """Not by what is started (git's own ssh stands for all of it), nor in the process list, nor on the disk."""
    seen, ssh = tmp_path / "seen", tmp_path / "ssh"
    ssh.write_text(
        ssh.read_text().replace(
            "#!/bin/sh\n",
            f"#!/bin/sh\n(env; cat /proc/[0-9]*/cmdline | tr '\\0' ' ') >> {seen} 2>/dev/null\n",
        )
    )
    shop.here.commit(
        "main", {"fixer.toml": CONFIG.replace("verify = false", 'verify = false\nrun = ["squawk"]')}
    )
    linter = tmp_path / "bin" / "squawk"
    linter.parent.mkdir()
    linter.write_text(f"#!/bin/sh\nenv >> {seen}\necho '[]'\n")
    linter.chmod(0o755)
    shop.environment["PATH"] = f"{linter.parent}:{ENVIRONMENT['PATH']}"

    shop.run()

    assert "GIT_TERMINAL_PROMPT=0" in seen.read_text()
    assert str(linter.parent) in seen.read_text()
    assert shop.state.token not in seen.read_text()
    on_disk = [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and shop.state.token.encode() in path.read_bytes()
    ]
    assert on_disk == []
