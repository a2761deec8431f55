"""The diff that a reviewer sees is the change that `apply` writes, byte for byte, as git applies it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unidiff import PatchSet

from fixer.diff import apply_edits, edited, unified
from fixer.model import Edit, FileChange, FileEdit


def git(folder: Path, *args: str, **more: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", *args], cwd=folder, check=True, capture_output=True, **more)  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    git(folder, "init", "-q")
    return folder


def assert_git_applies(
    repository: Path, changes: list[FileChange], edits: list[FileEdit] | None = None
) -> str:
    """`git apply` of the diff turns the old files into exactly the new ones."""
    for change in changes:
        path = repository / change.path
        path.unlink(missing_ok=True)
        if change.old is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(change.old.encode())
    text = unified(changes, edits or [])
    if text:
        git(repository, "apply", "-", input=text.encode())
    for change in changes:
        path = repository / change.path
        assert path.read_bytes() == change.new.encode()
        path.unlink()
    return text


OLD = "".join(f"line {number}\n" for number in range(1, 21))

NEW_FILE = """\
--- /dev/null
+++ b/migrations/000003_x.up.sql
@@ -0,0 +1,2 @@
+BEGIN;
+COMMIT;
"""


def test_a_new_file_reads_as_git_prints_it(repository: Path) -> None:
    change = FileChange("migrations/000003_x.up.sql", None, "BEGIN;\nCOMMIT;\n")

    assert assert_git_applies(repository, [change]) == NEW_FILE


def test_nothing_changed_is_no_diff(repository: Path) -> None:
    assert unified([FileChange("a.sql", OLD, OLD, "edit")]) == ""
    assert unified([]) == ""


def test_an_edit_shows_three_lines_around_it(repository: Path) -> None:
    edit = Edit("a.sql", OLD.index("line 10"), "line 10", "LINE 10")

    assert assert_git_applies(repository, [edited("a.sql", OLD, [edit])]) == (
        "--- a/a.sql\n+++ b/a.sql\n@@ -7,7 +7,7 @@\n"
        " line 7\n line 8\n line 9\n-line 10\n+LINE 10\n line 11\n line 12\n line 13\n"
    )


def test_positions_may_come_from_the_plans_file_edits(repository: Path) -> None:
    edit = Edit("a.sql", 0, "line 1", "LINE 1")
    change = FileChange("a.sql", OLD, apply_edits(OLD, [edit]), "edit")

    assert assert_git_applies(repository, [change], [FileEdit("a.sql", "unqualified-name", (), (edit,))])


def at(old: str, new: str, text: str = OLD) -> Edit:
    return Edit("a.sql", text.index(old), old, new)


EDITS = {
    "near edits share a hunk": (OLD, [at("line 5\n", "five\n"), at("line 12\n", "twelve\n")], 1),
    "distant edits do not": (OLD, [at("line 5\n", "five\n"), at("line 13\n", "thirteen\n")], 2),
    "two edits on one line": (OLD, [at("li", "LI"), at("ne 1", "NE 1")], 1),
    "a line inserted before the first": (OLD, [Edit("a.sql", 0, "", "new\n")], 1),
    "a line inserted after the last": (OLD, [Edit("a.sql", len(OLD), "", "new\n")], 1),
    "two lines inserted at one place": (OLD, [Edit("a.sql", 14, "", "a\n"), Edit("a.sql", 14, "", "b\n")], 1),
    "half lines inserted at one place": (OLD, [Edit("a.sql", 14, "", "a"), Edit("a.sql", 14, "", "b")], 1),
    "half lines inserted at the end": ("", [Edit("a.sql", 0, "", "a"), Edit("a.sql", 0, "", "b")], 1),
    "a line joined to the next": (OLD, [at("\n", "")], 1),
    "a line joined to one whose own end goes": (
        OLD,
        [Edit("a.sql", 6, "\n", ""), Edit("a.sql", 7, "line 2\n", "")],
        1,
    ),
    "everything removed": (OLD, [Edit("a.sql", 0, OLD, "")], 1),
    "an empty file filled": ("", [Edit("a.sql", 0, "", "x\n")], 1),
    "the final line end removed": ("a\nb\n", [Edit("a.sql", 3, "\n", "")], 1),
    "the final line end added": ("a\nb", [Edit("a.sql", 3, "", "\n")], 1),
    "text after a last line without end": ("a\nb", [Edit("a.sql", 3, "", ";\nc")], 1),
    "a file without final line end, edited at the top": ("a\nb", [Edit("a.sql", 0, "a", "A")], 1),
    "CRLF kept": ("a\r\nb\r\nc\r\n", [Edit("a.sql", 3, "b", "B")], 1),
    "form feed, vertical tab, NEL, U+2028 and a lone CR are no line ends": (
        "a\fb\vc\x85d\u2028e\rf\ng\n",
        [Edit("a.sql", 2, "b", "B")],
        1,
    ),
    "a byte order mark": ("\ufeffa\nb\n", [Edit("a.sql", 3, "b", "B")], 1),
    "lines that look like a diff": (
        "--- a/x\n+++ b/x\n@@ -1 +1 @@\n\n\\ No newline\n",
        [Edit("a.sql", 0, "--- a", "-- b")],
        1,
    ),
    "trailing blanks": ("a  \n\t\nb\n", [Edit("a.sql", 6, "b", "B ")], 1),
}


@pytest.mark.parametrize(("old", "edits", "hunks"), EDITS.values(), ids=EDITS.keys())
def test_git_applies_edits_exactly(repository: Path, old: str, edits: list[Edit], hunks: int) -> None:
    text = assert_git_applies(repository, [edited("a.sql", old, edits)])

    assert len(PatchSet(text)[0]) == hunks


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("plain.sql", "a/plain.sql"),
        ("with space.sql", "a/with space.sql"),
        ("größe.sql", '"a/gr\\303\\266\\303\\237e.sql"'),
        ('quo"te.sql', '"a/quo\\"te.sql"'),
        ("back\\slash.sql", '"a/back\\\\slash.sql"'),
        ("tab\there.sql", '"a/tab\\there.sql"'),
        ("a b/c d.sql", "a/a b/c d.sql"),
    ],
)
def test_paths_are_quoted_as_git_reads_them(repository: Path, path: str, shown: str) -> None:
    edit = Edit(path, 0, "a", "b")

    assert f"--- {shown}\n" in assert_git_applies(repository, [edited(path, "a\n", [edit])])
    assert_git_applies(repository, [FileChange(path, None, "a\n")])


def test_a_file_outside_of_the_working_directory_is_told_from_the_root() -> None:
    change = FileChange("/srv/migrations/a.sql", None, "a\n")

    assert "+++ b/srv/migrations/a.sql\n" in unified([change])


def test_git_prints_the_same_diff(tmp_path: Path) -> None:
    """Ours is git's own text but for the two lines above it and git's tab after a name with blanks."""
    git(tmp_path, "init", "-q")
    (tmp_path / "größe.sql").write_text(OLD)
    git(tmp_path, "add", ".")
    edits = [at("line 5\n", "five\n"), at("line 15", "fifteen"), Edit("", len(OLD) - 1, "\n", "")]
    (tmp_path / "größe.sql").write_text(apply_edits(OLD, edits))
    theirs = git(tmp_path, "diff", "--no-color", "--no-ext-diff").stdout.decode().splitlines(keepends=True)

    assert unified([edited("größe.sql", OLD, edits)]) == "".join(
        line.split(" @@ ", 1)[0] + " @@\n" if line.startswith("@@") else line
        for line in theirs
        if not line.startswith(("diff --git ", "index "))
    )


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ([Edit("a.sql", 0, "line", "x"), Edit("a.sql", 2, "ne", "y")], "overlap"),
        ([Edit("a.sql", 0, "other", "x")], "does not hold"),
        ([Edit("a.sql", 9999, "", "x")], "does not hold"),
    ],
)
def test_edits_that_cannot_be_are_no_diff(edits: list[Edit], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        edited("a.sql", OLD, edits)


def test_a_diff_that_says_something_else_than_the_file_is_refused() -> None:
    with pytest.raises(ValueError, match="do not lead to its new text"):
        unified([FileChange("a.sql", OLD, "other\n", "edit", (Edit("a.sql", 0, "line", "LINE"),))])


TEXT = st.text(alphabet=st.sampled_from("ab \n\n\r\f\u2028ä-+\\@"), max_size=60)


@st.composite
def edited_texts(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    old = draw(TEXT)
    if draw(st.booleans()):
        old = old.replace("\n", "\r\n")
    places = sorted(draw(st.lists(st.integers(0, len(old)), max_size=8)))
    spans = zip(places[::2], places[1::2], strict=False)
    return old, [Edit("a.sql", start, old[start:end], draw(TEXT)) for start, end in spans]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edited_texts())
def test_git_applies_any_edits_exactly(repository: Path, case: tuple[str, list[Edit]]) -> None:
    old, edits = case
    assert_git_applies(repository, [edited("a.sql", old, edits)])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXT.filter(bool), min_size=1, max_size=3))
def test_git_applies_any_new_files_exactly(repository: Path, texts: list[str]) -> None:
    assert_git_applies(
        repository, [FileChange(f"n{index}.sql", None, text) for index, text in enumerate(texts)]
    )


@settings(max_examples=500, deadline=None)
@given(edited_texts())
def test_the_hunks_add_up(case: tuple[str, list[Edit]]) -> None:
    old, edits = case
    for file in PatchSet(unified([edited("a.sql", old, edits)])):
        assert all(hunk.is_valid() for hunk in file)
