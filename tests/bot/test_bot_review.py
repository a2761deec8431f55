"""``fixer bot --comment`` on somebody's pull request: what it says, where, how often, and what of the head it never takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from bot.forge_server import ABSENT, serving
from bot.play_github import GITHUB
from bot.play_gitlab import GITLAB
from bot.repositories import MIGRATIONS, git, state
from bot.reviews import ADDED, CONFIG, Review, review

pytestmark = pytest.mark.slow

UP = "db/000002_more.up.sql"


@pytest.fixture(params=["github", "gitlab"])
def theirs(request: pytest.FixtureRequest, tmp_path) -> Iterator[Review]:
    """Somebody's pull request that adds migrations."""
    with serving({"github": GITHUB, "gitlab": GITLAB}[request.param]) as held:
        made = review(request.param, held, tmp_path)
        made.push(ADDED)
        yield made


def writes(theirs: Review) -> int:
    """How much was written to the forge since the last time this was asked."""
    count = len(theirs.state.writes())
    theirs.state.requests.clear()
    return count


def is_resolved(theirs: Review, remark: dict[str, Any]) -> bool:
    return bool(remark.get("is_resolved" if theirs.forge == "github" else "resolved"))


def test_changes_are_suggested_on_their_lines_and_summed_up(theirs):
    before = state(theirs.here.clone)

    done = theirs.run()

    assert (done.returncode, done.stderr) == (0, "")
    assert [(path, first, last) for path, first, last, _text in theirs.suggested()] == [
        ("db/000002_more.up.sql", 4, 4),
        ("db/000002_more.up.sql", 13, 15),
    ]
    assert theirs.accepted()[UP] == (
        ADDED[UP]
        .replace("TABLE orders", "TABLE public.orders")
        .replace("TABLE users", "TABLE public.users")
        .replace("REFERENCES payers", "REFERENCES public.payers")
    )
    (summary,) = theirs.state.said(1)
    assert "2 suggested changes" in summary
    assert "`users.payer_id`" in summary or "payer_id" in summary
    assert "CREATE INDEX" in summary
    assert "items" not in summary  # wrong on the base branch already
    assert state(theirs.here.clone) == before


def test_what_would_be_lost_without_a_migration_of_its_own_is_not_suggested(theirs):
    """Accepted on its line, it would take the index and the key out of the file, and bring them nowhere else."""
    config = CONFIG.replace('"unindexed-foreign-key"', '"blocking-statement"')
    theirs.here.commit("main", {"fixer.toml": config})
    index = "CREATE INDEX orders_note ON orders (note);\n"
    theirs.push({**ADDED, UP: ADDED[UP] + index})

    done = theirs.run()

    assert (done.returncode, done.stderr) == (0, "")
    accepted = theirs.accepted()[UP]
    assert "TABLE public.orders ADD COLUMN note" in accepted
    assert "    REFERENCES payers" in accepted and index in accepted
    (summary,) = theirs.state.said(1)
    assert f"`{UP}:14` can be edited in place, too" in summary  # up to line 16
    assert "CREATE INDEX CONCURRENTLY" in summary and "one half of a change" in summary


def test_the_summary_has_the_form_that_stops_nobody_where_the_tool_cannot_run_it(tmp_path):
    """Drizzle runs all in one transaction: what is built concurrently is run by hand before it."""
    journal = {"version": "7", "dialect": "postgresql", "entries": []}
    entry = {"idx": 0, "version": "7", "when": 1700000000000, "tag": "0000_shop", "breakpoints": True}
    journal["entries"] = [entry]
    shop = {
        "db/0000_shop.sql": MIGRATIONS["db/000001_shop.up.sql"],
        "db/meta/_journal.json": json.dumps(journal),
    }
    journal["entries"] = [entry, {**entry, "idx": 1, "when": 1700000001000, "tag": "0001_note"}]
    added = {
        "db/0001_note.sql": "ALTER TABLE public.orders ADD COLUMN note text;\n--> statement-breakpoint\n"
        "CREATE INDEX orders_note ON public.orders (note);\n",
        "db/meta/_journal.json": json.dumps(journal),
    }
    with serving(GITHUB) as held:
        made = review("github", held, tmp_path, shop, 'path = "db"\nselect = ["blocking-statement"]\n')
        made.push(added)

        done = made.run()

        assert (done.returncode, done.stderr) == (0, "")
        (summary,) = held.said(1)
    by_hand, _, migration = summary.partition("And the migration:")
    assert "outside a transaction" in by_hand and "CREATE INDEX CONCURRENTLY" in by_hand
    assert "CREATE INDEX IF NOT EXISTS orders_note" in migration
    assert "Stops here if a concurrent build above left an index missing" in migration
    assert made.suggested() == []


def test_saying_it_again_says_nothing_new(theirs):
    assert theirs.run().returncode == 0
    assert writes(theirs) > 0

    again = theirs.run()

    assert (again.returncode, writes(theirs)) == (0, 0)
    assert "up to date" in again.stdout


def test_what_was_accepted_is_settled_and_the_summary_is_written_in_place(theirs):
    theirs.run()
    theirs.push(theirs.accepted())
    theirs.outdate()

    done = theirs.run()

    assert "settle 2, update the summary" in done.stdout
    assert theirs.suggested() == []
    assert len(theirs.state.remarks) == 2
    assert all("Settled" in remark["body"] for remark in theirs.state.remarks)
    assert [is_resolved(theirs, remark) for remark in theirs.state.remarks] == [True, True]
    (summary,) = theirs.state.said(1)
    assert "suggested" not in summary
    writes(theirs)
    assert (theirs.run().returncode, writes(theirs)) == (0, 0)


def test_when_nothing_is_left_the_summary_says_so(theirs):
    theirs.run()
    theirs.push(
        {
            UP: "ALTER TABLE public.orders ADD COLUMN note text;\n",
            "db/000002_more.down.sql": "ALTER TABLE public.orders DROP COLUMN note;\n",
        }
    )
    theirs.outdate()

    theirs.run()

    (summary,) = theirs.state.said(1)
    assert "nothing left to mend" in summary


def test_lines_that_are_settled_and_wrong_again_are_suggested_again_in_the_same_place(theirs):
    theirs.run()
    lines = [remark.get("line") for remark in theirs.state.remarks]
    theirs.push(theirs.accepted())
    theirs.outdate()
    theirs.run()
    theirs.push(ADDED)
    for remark, line in zip(theirs.state.remarks, lines, strict=True):
        if theirs.forge == "github":
            remark["line"] = line

    assert "suggest again 2" in theirs.run().stdout

    assert [is_resolved(theirs, remark) for remark in theirs.state.remarks] == [False, False]
    assert (len(theirs.state.remarks), len(theirs.suggested())) == (2, 2)


def test_a_line_that_moved_takes_its_comment_along(theirs):
    theirs.run()
    theirs.push({UP: f"-- One more line.\n{ADDED[UP]}"})
    for remark in theirs.state.remarks:  # as forges do
        for held in (remark, remark.get("position", {})):
            for name in ("line", "start_line", "new_line"):
                if held.get(name):
                    held[name] += 1
    writes(theirs)

    assert (theirs.run().returncode, writes(theirs)) == (0, 0)


@pytest.mark.parametrize("files", [{"README.md": "hello\n"}, {"db/000002_x.up.sql": "ALTER TABLE public.users ADD COLUMN a text;\n", "db/000002_x.down.sql": "ALTER TABLE public.users DROP COLUMN a;\n"}], ids=["no migration", "a good one"])  # fmt: skip
def test_nothing_found_is_nothing_said(theirs, files):
    theirs.push({**dict.fromkeys(ADDED), **files})

    done = theirs.run()

    assert (done.returncode, writes(theirs)) == (0, 0)
    assert "nothing to say" in done.stdout


def test_nothing_of_the_head_is_loaded_or_obeyed(theirs, tmp_path):
    ran = tmp_path / "ran"
    theirs.push(
        {
            ".fixer/fixers/evil.py": f"open({str(ran)!r}, 'w')\n",
            ".fixer/fixers/unqualified_name.py": f"open({str(ran)!r}, 'w')\n",
            ".fixer/templates/reports/review.md.j2": "{{ mark }} theirs",
            ".fixer/x.sql": "this is no SQL;\n",
            "db/.hidden/000003_x.up.sql": "this is no SQL;\n",
            "elsewhere/0001_x.sql": "this is no SQL;\n",
            "fixer.toml": "this is no TOML",
            "pyproject.toml": "this is no TOML, [tool.fixer]",
        }
    )

    done = theirs.run()

    assert (done.returncode, done.stderr) == (0, "")
    assert not ran.exists()
    assert len(theirs.suggested()) == 2
    assert "theirs" not in theirs.state.said(1)[0]


def test_templates_of_the_base_branch_count(theirs):
    theirs.here.commit(
        "main", {".fixer/templates/reports/review.md.j2": "{{ mark }}\nOur own: {{ suggestions }}"}
    )

    theirs.run()

    assert theirs.state.said(1) == ["<!-- fixer: review -->\nOur own: 2\n"]


def test_a_symbolic_link_of_the_head_leads_nowhere(theirs, tmp_path):
    secret = tmp_path / "secret.sql"
    secret.write_text(
        "CREATE TABLE secret_of_the_machine (id bigint PRIMARY KEY);\nCOMMENT ON TABLE secret_of_the_machine IS 'x';\n"
    )
    link = tmp_path / "fork" / "db" / "000003_link.up.sql"
    link.symlink_to(secret)
    theirs.push({})

    done = theirs.run()

    assert done.returncode == 0, done.stderr
    assert "secret" not in str(theirs.state.requests) + done.stdout


def test_a_token_that_only_reads_is_said(theirs):
    theirs.state.fail_next = [("POST", 403, {}, False)]

    done = theirs.run()

    assert done.returncode == 2
    assert "refused to comment on the lines" in done.stderr
    assert ("pull_request_target" if theirs.forge == "github" else "role Reporter") in done.stderr
    assert theirs.state.token not in done.stdout + done.stderr
    assert theirs.state.remarks == []


def test_lost_answers_make_no_doubles(theirs):
    theirs.state.fail_next = [("POST", 502, {}, True), ("POST", 502, {}, True)]

    done = theirs.run()

    assert done.returncode == 0, done.stderr
    assert len(theirs.suggested()) == 2
    assert len(theirs.state.said(1)) == 1
    writes(theirs)
    assert (theirs.run().returncode, writes(theirs)) == (0, 0)


def test_what_strangers_write_with_our_mark_is_theirs(theirs):
    theirs.run()
    stranger = {"id": 99, "username": "eve"} if theirs.forge == "gitlab" else {"login": "eve", "type": "User"}
    who = "author" if theirs.forge == "gitlab" else "user"
    for said in (*theirs.state.remarks, *theirs.state.comments[1]):
        said[who] = stranger
    held = [dict(remark) for remark in theirs.state.remarks]

    theirs.run()

    assert theirs.state.remarks[:2] == held
    assert len(theirs.state.remarks) == 4
    assert len(theirs.state.said(1)) == 2


def test_what_a_package_says_to_itself_is_not_said_to_the_user(on_github):
    """PyGithub tells of each refusal, among them the one to say who the token of a workflow is."""
    on_github.state.requests.clear()

    assert on_github.run().stderr == ""

    assert ("GET", "/user", None) in on_github.state.requests


def test_the_token_of_a_workflow_knows_its_own_comments(theirs):
    theirs.state.app = True
    theirs.run()
    writes(theirs)

    assert (theirs.run().returncode, writes(theirs)) == (0, 0)


@pytest.fixture
def on_github(tmp_path) -> Iterator[Review]:
    """A review on GitHub whose two suggestions were accepted."""
    with serving(GITHUB) as held:
        made = review("github", held, tmp_path)
        held.app = True
        made.push(ADDED)
        made.run()
        made.push(made.accepted())
        made.outdate()
        writes(made)
        yield made


def test_a_token_that_may_not_resolve_a_thread_says_that_it_is_settled(on_github):
    done = on_github.run()

    assert (done.returncode, "settle 2" in done.stdout) == (0, True)
    assert all("Settled" in one["body"] and "is_resolved" not in one for one in on_github.state.remarks)
    writes(on_github)
    assert (on_github.run().returncode, writes(on_github)) == (0, 0)


def test_a_thread_that_somebody_resolved_stays_so_and_its_comment_is_settled(on_github):
    on_github.state.app = False
    for remark in on_github.state.remarks:
        remark |= {"is_resolved": True, "user": {"login": "fixer-bot", "type": "User"}}

    assert "settle 2" in on_github.run().stdout

    written = [path for _method, path, _data in on_github.state.writes()]
    assert [path for path in written if "/pulls/comments/" in path] == [
        "/repos/shop/db/pulls/comments/500",
        "/repos/shop/db/pulls/comments/501",
    ]
    assert "/graphql" not in written


def test_a_thread_that_could_not_be_resolved_for_now_is_next_time(on_github):
    on_github.state.fail_next = [("POST", 502, {}, False)]

    done = on_github.run()

    assert (done.returncode, "resolve a thread" in done.stderr) == (2, True)
    assert len(on_github.suggested()) == 2
    assert on_github.run().returncode == 0
    assert on_github.suggested() == []


def test_a_dry_run_prints_it_and_says_nothing(theirs):
    done = theirs.run("--dry-run")

    assert (done.returncode, writes(theirs)) == (0, 0)
    for part in (
        "db/000002_more.up.sql:13-15",
        "public.orders ADD COLUMN",
        "would: suggest 2, add a summary",
    ):
        assert part in done.stdout


def test_a_head_that_does_not_parse_is_said_with_the_place(theirs):
    theirs.push({UP: "CREATE TABEL x;\n"})

    done = theirs.run()

    assert (done.returncode, writes(theirs)) == (2, 0)
    assert f"{UP}:1:8" in done.stderr
    assert "pull request 1" in done.stderr


def test_a_base_that_does_not_parse_is_said_with_the_place(theirs):
    theirs.here.commit("main", {"db/000001_shop.up.sql": "CREATE TABEL x;\n"})

    done = theirs.run()

    assert (done.returncode, writes(theirs)) == (2, 0)
    assert "db/000001_shop.up.sql:1:8" in done.stderr
    assert "pull request 1" not in done.stderr


@pytest.mark.parametrize("how", ["closed", "the bot's own"])
def test_nothing_is_said_on(theirs, how):
    (pull,) = theirs.state.pulls
    if how == "closed":
        pull["state"] = "closed"
    elif theirs.forge == "github":
        pull["head"] |= {"ref": "fixer/x", "repo": {"full_name": "shop/db"}}
    else:
        pull |= {"source_branch": "fixer/x", "source_project_id": 1}

    done = theirs.run()

    assert (done.returncode, writes(theirs)) == (0, 0)
    assert ("not open" if how == "closed" else how) in done.stdout


def test_somebody_who_pushes_meanwhile_is_waited_for(theirs):
    (pull,) = theirs.state.pulls
    if theirs.forge == "github":
        pull["head"]["sha"] = "d" * 40
    else:
        pull["sha"] = "d" * 40

    done = theirs.run()

    assert (done.returncode, writes(theirs)) == (2, 0)
    assert "just pushed" in done.stderr


def test_an_unknown_pull_request_and_none_at_all(theirs):
    none = theirs.run(GITHUB_EVENT_PATH="", CI_MERGE_REQUEST_IID="")

    assert none.returncode == 2
    assert "--pull-request NUMBER" in none.stderr
    assert theirs.run("--pull-request", "1", GITHUB_EVENT_PATH="", CI_MERGE_REQUEST_IID="").returncode == 0


def test_a_shallow_clone_is_enough(theirs, tmp_path):
    theirs.here.commit("main", {"README.md": "one"})
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{theirs.here.remote}", str(shallow))
    git(shallow, "remote", "set-url", "origin", git(theirs.here.clone, "config", "remote.origin.url"))
    theirs.here.clone = shallow

    assert theirs.run().returncode == 0
    assert len(theirs.suggested()) == 2


def test_backticks_windows_lines_and_what_cannot_be_seen(theirs):
    hostile = (
        "COMMENT ON TABLE users IS '``` \n````\nx';\n" + "\n" * 9 + "COMMENT ON TABLE orders IS '\u202e';\n"
    )
    theirs.push({UP: hostile.replace("\n", "\r\n"), "db/000002_more.down.sql": "SELECT 1;\n"})

    theirs.run()

    ((path, first, last, _text),) = theirs.suggested()
    assert (path, first, last) == (UP, 1, 1)
    body = theirs.state.remarks[0]["body"]
    assert "\r" not in body
    assert "public.users" in body
    assert "cannot be seen" in theirs.state.said(1)[0]


def test_the_first_migrations_of_a_project(theirs, tmp_path):
    theirs.here.commit("main", dict.fromkeys(MIGRATIONS))
    theirs.here.commit("main", {"fixer.toml": CONFIG.replace('path = "db"\n', "")})
    (tmp_path / "fork").rename(tmp_path / "old")
    theirs.push(
        {
            "db/0001_a.up.sql": "CREATE TABLE a (id bigint PRIMARY KEY);\nALTER TABLE a ADD b text;\n",
            "db/0001_a.down.sql": "DROP TABLE public.a;\n",
        }
    )

    done = theirs.run()

    assert done.returncode == 0, done.stderr
    assert [(path, first, last) for path, first, last, _text in theirs.suggested()] == [
        ("db/0001_a.up.sql", 1, 2)
    ]


def test_it_goes_on_below_the_top_of_the_repository(theirs, tmp_path):
    moved = {f"services/shop/{name}": text for name, text in MIGRATIONS.items()}
    theirs.here.commit(
        "main", {**dict.fromkeys(MIGRATIONS), **moved, "fixer.toml": None, "services/shop/fixer.toml": CONFIG}
    )
    (tmp_path / "fork").rename(tmp_path / "old")
    theirs.push({f"services/shop/{name}": text for name, text in ADDED.items()})
    folder = theirs.here.clone / "services" / "shop"
    folder.mkdir(parents=True)
    theirs.here.clone = folder

    assert theirs.run().returncode == 0
    assert {path for path, *_rest in theirs.suggested()} == {f"services/shop/{UP}"}


def test_what_the_page_does_not_show_is_told_in_the_summary(theirs):
    for file in theirs.state.files:
        file |= {"patch": ABSENT} if theirs.forge == "github" else {"too_large": True}

    assert theirs.run().returncode == 0

    assert theirs.suggested() == []
    (summary,) = theirs.state.said(1)
    assert summary.count("the page does not show the file") == 2
