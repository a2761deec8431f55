"""The diff is what apply writes: ``git apply`` of the one gives the files of the other, byte for byte."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from e2e.tools import MIGRATIONS, NOW, copied, fixer, tree, write
from unidiff import PatchSet

ENVIRONMENT = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
PENDING = {
    "unqualified, in a pending file": {
        "migrations/000001_shop.up.sql": "CREATE TABLE public.orders (id bigint PRIMARY KEY);\n",
        "migrations/000001_shop.down.sql": "DROP TABLE public.orders;\n",
        "migrations/000002_view.up.sql": (
            "-- ünïcode, and no newline at the end\n"
            "CREATE VIEW\n    big AS SELECT id FROM orders; -- of all orders\n\n\n\n\n\n\n\n\n"
            "COMMENT ON VIEW big IS 'orders';\nINSERT INTO orders VALUES (1)"
        ),
        "migrations/000002_view.down.sql": "DROP VIEW public.big;\n",
    },
    "windows line ends": {
        "migrations/000001_shop.up.sql": "CREATE TABLE public.orders (id bigint PRIMARY KEY);\r\n",
        "migrations/000001_shop.down.sql": "DROP TABLE public.orders;\r\n",
        "migrations/000002_view.up.sql": "CREATE VIEW big AS\r\nSELECT id FROM orders;\r\nSELECT 1;\r\n",
        "migrations/000002_view.down.sql": "DROP VIEW public.big;\r\n",
    },
    "a name with spaces and quotes": {
        "migrations/000001_shop.up.sql": "CREATE TABLE public.orders (id bigint PRIMARY KEY);\n",
        "migrations/000001_shop.down.sql": "DROP TABLE public.orders;\n",
        'migrations/000002_a b "ü".up.sql': "CREATE VIEW big AS SELECT id FROM orders;\n",
        'migrations/000002_a b "ü".down.sql': "DROP VIEW public.big;\n",
    },
    "dbmate, both halves in one file": {
        "migrations/20260101000000_shop.sql": (
            "-- migrate:up\nCREATE TABLE public.orders (id bigint PRIMARY KEY);\n"
            "-- migrate:down\nDROP TABLE public.orders;\n"
        ),
        "migrations/20260102000000_view.sql": (
            "-- migrate:up\nCREATE VIEW big AS SELECT id FROM orders;\n-- migrate:down\nDROP VIEW big;\n"
        ),
    },
    "a byte order mark": {
        "migrations/000001_shop.up.sql": "CREATE TABLE public.orders (id bigint PRIMARY KEY);\n",
        "migrations/000001_shop.down.sql": "DROP TABLE public.orders;\n",
        "migrations/000002_view.up.sql": "\ufeffCREATE VIEW big AS SELECT id FROM orders;\n",
        "migrations/000002_view.down.sql": "DROP VIEW public.big;\n",
    },
}


def applied_by_git(project: Path, diff: str, top: Path) -> dict[str, bytes]:
    """What the project holds once git has applied a diff to it, in a repository that begins at ``top``."""

    def git(*words: str, stdin: bytes | None = None) -> None:
        done = subprocess.run(
            ["git", *words], cwd=project, input=stdin, env=ENVIRONMENT, check=False, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()

    git("init", "--quiet", str(top))
    git("apply", "--check", stdin=diff.encode())
    git("apply", stdin=diff.encode())
    return tree(project)


def _unquoted(path: str) -> str:
    """A path as git writes it: in quotes and octal where it has to."""
    if not path.startswith('"'):
        return path
    return path[1:-1].encode().decode("unicode_escape").encode("latin-1").decode()


def check(project: Path, other: Path, out: str, *arguments: str, top: Path | None = None) -> None:
    """``project`` and ``other`` are alike: one gets the diff, the other is written to."""
    flags = ("--now", NOW, *arguments)
    planned = fixer(project, "plan", "--output-format", "diff", *flags)
    written = fixer(other, "apply", "--out", out, *flags)
    assert (planned.returncode, written.returncode) == (0, 0), planned.stderr + written.stderr
    before = tree(project)

    patch = PatchSet(planned.stdout)
    by_git = applied_by_git(project, planned.stdout, top or project)

    assert by_git == tree(other)
    changed = {name for name in by_git if by_git[name] != before.get(name)}
    assert {_unquoted(file.path) for file in patch} == changed
    assert str(patch) == planned.stdout or "\r" in planned.stdout


@pytest.mark.parametrize("name", sorted(MIGRATIONS))
def test_git_makes_the_files_that_apply_writes_of_an_example(name, tmp_path):
    project, out = copied(name, tmp_path / "planned")
    other, _ = copied(name, tmp_path / "written")

    check(project, other, out, "--unsafe")


def test_a_folder_below_the_repository_s_top_is_no_different(tmp_path):
    project, out = copied("agent-tasks", tmp_path / "planned")
    other, _ = copied("agent-tasks", tmp_path / "written")

    check(project, other, out, "--unsafe", top=tmp_path)


@pytest.mark.parametrize("name", PENDING)
def test_git_makes_the_files_that_apply_writes_with_pending_edits(name, tmp_path):
    project, other = tmp_path / "planned", tmp_path / "written"
    version = sorted(path.rpartition("/")[2].partition("_")[0] for path in PENDING[name])[-1]
    for folder in (project, other):
        write(folder, PENDING[name])

    check(project, other, "migrations", "--pending-from", version)
    edited = [path for path, content in PENDING[name].items() if tree(other)[path] != content.encode()]
    assert len(edited) == 1


def test_git_makes_the_edits_and_the_migrations_of_one_plan(tmp_path):
    project, out = copied("language-practice", tmp_path / "planned")
    other, _ = copied("language-practice", tmp_path / "written")

    check(project, other, out, "--unsafe", "--pending-from", "20251103141000")


def test_the_diff_of_nothing_is_nothing(tmp_path):
    project, out = copied("agent-tasks", tmp_path)
    fixer(project, "apply", "--out", out, "--unsafe", "--now", NOW)

    done = fixer(project, "plan", "--output-format", "diff", "--unsafe", "--now", NOW)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
