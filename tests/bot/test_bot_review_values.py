"""What a review decides from values alone: which lines, which comments, which pull request, which files of the head."""

from __future__ import annotations

import json

import pytest

from fixer.bot.review import remarks
from fixer.bot.review.forge import Remark, Suggestion
from fixer.bot.review.suggestions import block
from fixer.bot.review.tree import is_migration
from fixer.bot.review.which import which
from fixer.bot.where import Where
from fixer.diff import Replaced, replaced
from fixer.model import Edit, FixerError
from fixer.request import Request

GITHUB, GITLAB = Where("github.com", "shop/db"), Where("gitlab.com", "shop/db")


def edits(text: str, *changes: tuple[str, str]) -> list[Edit]:
    return [Edit("x.sql", text.index(old), old, new) for old, new in changes]


@pytest.mark.parametrize(
    ("text", "changes", "parts"),
    [
        ("a\nb\nc\n", [("b", "B")], [Replaced(2, 2, ("b\n",), ("B\n",))]),
        (
            "a\nb\nc\n",
            [("a", "A"), ("c", "C")],
            [Replaced(1, 3, ("a\n", "b\n", "c\n"), ("A\n", "b\n", "C\n"))],
        ),
        (
            f"a\n{'x' * 3}\n" + "y\n" * 9 + "b",
            [("a", "A"), ("b", "B")],
            [Replaced(1, 1, ("a\n",), ("A\n",)), Replaced(12, 12, ("b",), ("B",))],
        ),
        ("a\nb\n", [("b\n", "")], [Replaced(2, 2, ("b\n",), ())]),
        ("a\nb\n", [("b", "b\nc")], [Replaced(2, 2, ("b\n",), ("b\n", "c\n"))]),
        ("a\n", [], []),
    ],
    ids=[
        "one line",
        "near ones are one",
        "far ones are two",
        "a line that goes",
        "a line that comes",
        "none",
    ],
)
def test_the_lines_to_replace_and_what_by(text, changes, parts):
    assert replaced(text, edits(text, *changes)) == parts


@pytest.mark.parametrize(("offset", "part"), [(0, Replaced(1, 1, ("a\n",), ("new\n", "a\n"))), (2, Replaced(1, 1, ("a\n",), ("a\n", "new\n")))])  # fmt: skip
def test_what_only_adds_lines_has_a_line_to_stand_on(offset, part):
    assert replaced("a\nb\n", [Edit("x.sql", offset, "", "new\n")]) == [part]


def test_a_file_without_lines_has_none_to_stand_on():
    with pytest.raises(ValueError, match="without lines"):
        replaced("", [Edit("x.sql", 0, "", "new\n")])


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("a",), "```suggestion\na\n```"),
        ((), "```suggestion\n```"),
        (("",), "```suggestion\n\n```"),
        (("````", "b"), "`````suggestion\n````\nb\n`````"),
    ],
    ids=["a line", "none", "an empty one", "backticks"],
)
def test_a_change_is_in_a_fence_that_it_cannot_end(lines, text):
    assert block("suggestion", lines) == text


def wanted(key: str, line: int) -> Suggestion:
    return Suggestion("x.sql", line, line, key * 12, "why", ("new",))


def there(number: int, key: str, line: int | None, settled: bool = False) -> Remark:
    return Remark(str(number), "x.sql", line, f"{remarks.marked(key * 12, settled)}\nbody")


@pytest.mark.parametrize(
    ("suggestions", "comments", "made", "revived", "settled"),
    [
        ([wanted("a", 1)], [], 1, 0, []),
        ([wanted("a", 1)], [there(1, "a", 1)], 0, 0, []),
        ([wanted("a", 2)], [there(1, "a", 1)], 1, 0, ["1"]),
        ([wanted("a", 1)], [there(1, "a", None)], 1, 0, ["1"]),
        ([], [there(1, "a", 1)], 0, 0, ["1"]),
        ([], [there(1, "a", 1, settled=True)], 0, 0, []),
        ([wanted("a", 1)], [there(1, "a", 1, settled=True)], 0, 1, []),
        ([wanted("a", 1)], [there(1, "a", 1), there(2, "a", 1)], 0, 0, 1),
        ([wanted("a", 1), wanted("a", 9)], [there(1, "a", 9)], 1, 0, []),
        ([], [Remark("1", "x.sql", 1, "words")], 0, 0, []),
    ],
    ids=["new", "it stands", "it moved", "its line is gone", "of no use", "settled", "wanted again", "twice", "alike", "words"],
)  # fmt: skip
def test_comments_become_those_that_are_wanted(suggestions, comments, made, revived, settled):
    changes = remarks.changes(suggestions, comments)

    assert (len(changes.made), len(changes.revived)) == (made, revived)
    ids = [remark.id for remark in changes.settled]
    assert (len(ids) if isinstance(settled, int) else ids) == settled


def test_what_settles_a_comment_keeps_its_key():
    remark = there(1, "a", 1)

    said = remarks.settling(remark)

    assert said.startswith("<!-- fixer: suggestion aaaaaaaaaaaa settled -->\n")
    assert remarks.changes([], [Remark("1", "x.sql", 1, said)]).settled == ()


def event(tmp_path, content: object) -> str:
    path = tmp_path / "event.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


@pytest.mark.parametrize(
    ("content", "ref", "number"),
    [
        ({"pull_request": {"number": 7}}, "", 7),
        ({"pull_request": {"number": 7}, "repository": {"full_name": "Shop/DB"}}, "refs/pull/8/merge", 7),
        ({"ref": "refs/heads/main"}, "refs/pull/8/merge", 8),
        ([], "refs/pull/8/head", 8),
    ],
)
def test_githubs_variables_say_which(tmp_path, content, ref, number):
    given = {"GITHUB_EVENT_PATH": event(tmp_path, content), "GITHUB_REF": ref}

    assert which("github", GITHUB, None, given) == number
    assert which("github", GITHUB, 3, given) == 3


@pytest.mark.parametrize(
    ("content", "ref", "said"),
    [
        ({"pull_request": {"number": "7; rm"}}, "refs/heads/main", "nothing says which"),
        ({"pull_request": {"number": True}}, "refs/pull/x/merge", "nothing says which"),
        ({"pull_request": {"number": 7}, "repository": {"full_name": "evil/db"}}, "", "belongs to 'evil/db'"),
        ("{", "", "it is not JSON"),
    ],
)
def test_githubs_variables_that_say_nothing(tmp_path, content, ref, said):
    with pytest.raises(FixerError, match=said):
        which("github", GITHUB, None, {"GITHUB_EVENT_PATH": event(tmp_path, content), "GITHUB_REF": ref})


def test_an_event_that_is_not_there():
    with pytest.raises(FixerError, match="No such file"):
        which("github", GITHUB, None, {"GITHUB_EVENT_PATH": "/nowhere"})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "nothing says which"),
        ({"CI_MERGE_REQUEST_IID": "x"}, "nothing says which"),
        (
            {"CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_PROJECT_PATH": "parent/db"},
            "runs in the fork 'shop/db'",
        ),
    ],
)
def test_gitlabs_variables_that_say_nothing(given, said):
    with pytest.raises(FixerError, match=said):
        which("gitlab", GITLAB, None, given)


def test_gitlabs_variables_say_which():
    given = {"CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_PROJECT_PATH": "shop/db"}

    assert which("gitlab", GITLAB, None, given) == 7


def test_git_alone_has_none():
    with pytest.raises(FixerError, match="git alone has no pull requests"):
        which("git", Where("", "srv/x"), 3, {})


@pytest.mark.parametrize(
    ("path", "prefix", "folder", "is_one"),
    [
        ("db/1_a.sql", "", "db", True),
        ("db/meta/_journal.json", "", "db", True),
        ("meta/_journal.json", "", None, True),
        ("db/1_a.sql", "", None, True),
        ("shop/db/1_a.sql", "shop/", "db", True),
        ("db/1_a.sql", "shop/", "../db", True),
        ("schema.sql", "", "schema.sql", True),
        ("db/1_a.sql", "shop/", None, False),
        ("dbx/1_a.sql", "", "db", False),
        ("db/../fixer.toml", "", "db", False),
        ("../db/1_a.sql", "", "db", False),
        ("/db/1_a.sql", "", "db", False),
        ("db/fixer.toml", "", "db", False),
        ("db/x.py", "", "db", False),
        (".fixer/x.sql", "", None, False),
        ("db/.x/1_a.sql", "", "db", False),
        ("wanted.sql", "", None, False),
        ("reports/squawk.sql", "", None, False),
    ],
)
def test_of_the_head_migrations_alone_are_taken(path, prefix, folder, is_one):
    asked = Request(path=folder, sql=("wanted.sql",), findings=("squawk:reports/squawk.sql",))

    assert is_migration(path, prefix, asked) is is_one
