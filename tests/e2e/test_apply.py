"""apply: all or nothing, once, beside others, and what it says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from e2e.tools import EVERYTHING, MIGRATIONS, NOW, copied, fixer, tree, write

SHOP = {
    "migrations/000001_shop.up.sql": (
        "-- Who buys.\nCREATE TABLE public.customers (id int PRIMARY KEY);\n"
        "CREATE TABLE public.orders (id int PRIMARY KEY, customer_id int REFERENCES public.customers);\n"
    ),
    "migrations/000001_shop.down.sql": "DROP TABLE public.orders, public.customers;\n",
}


@pytest.mark.parametrize("flags", [(), ("--unsafe",)], ids=["safe", "unsafe"])
@pytest.mark.parametrize("name", sorted(MIGRATIONS))
def test_a_second_apply_writes_nothing_and_says_so(name, flags, tmp_path):
    project, out = copied(name, tmp_path)
    first = fixer(project, "apply", "--out", out, "--now", NOW, *flags)
    after = tree(project)

    second = fixer(project, "apply", "--out", out, *flags)  # at another time

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert tree(project) == after
    assert second.stdout.startswith("Nothing to write")
    assert second.stdout.count("\n") == 1
    assert fixer(project, "plan", "--exit-code", *flags).returncode == 0


def test_what_was_left_for_unsafe_is_added_to_what_was_written_before(tmp_path):
    """In two steps or in one, the same fixes: the second step finds the first one's work done."""
    project, out = copied("creator-suite", tmp_path)
    fixer(project, "apply", "--out", out, "--now", NOW)
    between = tree(project)

    done = fixer(project, "apply", "--out", out, "--now", NOW, "--unsafe")

    after = tree(project)
    assert done.returncode == 0, done.stderr
    assert {name for name in between if between[name] != after[name]} == {f"{out}/meta/_journal.json"}
    assert [name for name in after.keys() - between.keys() if "row_security" in name]
    assert not [
        name
        for name in after.keys() - between.keys()
        if "check_indexes.sql" not in name and "content_" in name
    ]


SAID = {
    "golang-migrate": (
        "--layout golang-migrate --out db",
        'migrate -path db -database "$DATABASE_URL" up',
    ),
    "dbmate": ("--layout dbmate --out db/migrations", "dbmate up"),
    "dbmate, elsewhere": ("--layout dbmate --out other", "dbmate --migrations-dir other up"),
    "drizzle": ("--layout drizzle --out drizzle", "npx drizzle-kit migrate"),
    "supabase": ("--layout supabase --out supabase/migrations", "supabase db push"),
}


@pytest.mark.parametrize("name", SAID)
def test_it_says_what_it_wrote_and_how_to_run_it(name, tmp_path):
    options, how = SAID[name]
    write(tmp_path, {"dump.sql": SHOP["migrations/000001_shop.up.sql"]})
    before = tree(tmp_path)
    arguments = ("apply", "dump.sql", *options.split(), "--select", "unindexed-foreign-key", "--now", NOW)

    dry = fixer(tmp_path, *arguments, "--dry-run")
    assert (dry.returncode, tree(tmp_path)) == (0, before), dry.stderr
    done = fixer(tmp_path, *arguments)

    written = tree(tmp_path).keys() - before.keys()
    folders = {Path(path).parent.as_posix() for path in written}
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{len(written)} files written to ")
    assert all(f"{folder}/" in done.stdout for folder in folders)
    assert how in done.stdout.partition("Run them:")[2]
    assert f"{len(written)} files would be written to " in dry.stdout
    assert "Run them:" not in dry.stdout
    assert [path for path in written if f"+++ b/{path}\n" not in dry.stdout] == []


@pytest.mark.slow
def test_two_runs_at_once_never_take_the_same_version(tmp_path):
    for number in range(4):
        project = tmp_path / str(number)
        write(project, SHOP)
        rules = ("missing-comment", "unindexed-foreign-key")
        runs = [
            subprocess.Popen(
                [sys.executable, "-m", "fixer", "apply", "--out", "migrations", "--select", rule],
                cwd=project,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for rule in rules
        ]
        said = [run.communicate()[1] for run in runs]

        codes = [run.returncode for run in runs]
        names = [path.name for path in (project / "migrations").iterdir()]
        stems = {name.removesuffix(".up.sql").removesuffix(".down.sql") for name in names}
        versions = [stem.partition("_")[0] for stem in stems]
        assert len(versions) == len(set(versions)), names
        assert len(names) == 2 * len(stems)  # every way back is there, and no temporary file
        assert set(codes) <= {0, 2}
        assert 0 in codes, said
        assert [
            text for text, code in zip(said, codes, strict=True) if code and "nothing was written" not in text
        ] == []


def test_a_file_that_changed_between_plan_and_write_is_not_overwritten(tmp_path):
    """A fixer of the project's own changes the pending file while the plan is made: as an editor would."""
    pending = tmp_path / "migrations/000002_view.up.sql"
    write(
        tmp_path,
        SHOP
        | {
            "migrations/000002_view.up.sql": "CREATE VIEW big AS SELECT id FROM orders;\n",
            "migrations/000002_view.down.sql": "DROP VIEW big;\n",
            ".fixer/fixers/editor.py": EDITOR,
        },
    )

    done = fixer(tmp_path, "apply", "--out", "migrations", "--pending-from", "2")

    assert done.returncode == 2, done.stdout
    assert "changed meanwhile; nothing was written" in done.stderr
    assert pending.read_text() == "-- changed meanwhile\n"
    assert sorted(path.name for path in (tmp_path / "migrations").iterdir()) == [
        "000001_shop.down.sql",
        "000001_shop.up.sql",
        "000002_view.down.sql",
        "000002_view.up.sql",
    ]


EDITOR = '''"""Changes a file behind fixer's back.

What is wrong: nothing.
"""
from pathlib import Path

from fixer import api

rule, promise, slug, answers = "editor", "Changes a file.", "editor", {}
applicability = api.Applicability.SAFE


def detect(catalog, options):
    Path("migrations/000002_view.up.sql").write_text("-- changed meanwhile\\n")
    return ()


def fix(finding, catalog, options):
    raise NotImplementedError
'''


def test_a_journal_that_changed_is_not_overwritten(tmp_path):
    """The same for Drizzle's journal, which every apply changes."""
    project, out = copied("content-platform", tmp_path)
    journal = project / out / "meta/_journal.json"
    write(
        project,
        {
            ".fixer/fixers/editor.py": EDITOR.replace(
                "migrations/000002_view.up.sql", f"{out}/meta/_journal.json"
            )
        },
    )
    before = tree(project)

    done = fixer(project, "apply", "--out", out)

    assert done.returncode == 2, done.stdout
    assert "changed meanwhile; nothing was written" in done.stderr
    assert journal.read_text() == "-- changed meanwhile\n"
    assert tree(project).keys() == before.keys()


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_half_written(tmp_path):
    """The journal's folder is closed, the other is not: what was prepared there goes again."""
    project, out = copied("agent-tasks", tmp_path)
    before = tree(project)
    (project / out / "meta").chmod(0o555)
    try:
        done = stoppable(project, "apply", "--out", out, "--now", NOW)
    finally:
        (project / out / "meta").chmod(0o755)

    assert done.returncode == 2, done.stdout
    assert "Permission denied; nothing was written" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(project) == before


def stoppable(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program, run by somebody whom permissions stop: root, too, without that privilege."""
    if os.geteuid() != 0:
        return fixer(project, *arguments)
    if shutil.which("setpriv") is None:
        pytest.skip("root, and no setpriv")
    return subprocess.run(
        ["setpriv", "--bounding-set", "-dac_override", sys.executable, "-m", "fixer", *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_second_apply_of_a_dump_knows_what_the_first_one_wrote(tmp_path):
    write(tmp_path, EVERYTHING)
    first = fixer(tmp_path, "apply", "dump.sql", "--out", "new", "--unsafe", "--now", NOW)
    before = tree(tmp_path)

    second = fixer(tmp_path, "apply", "dump.sql", "--out", "new", "--unsafe", "--now", NOW)

    assert (first.returncode, second.returncode) == (0, 0)
    assert second.stdout.startswith("Nothing to write")
    assert tree(tmp_path) == before


def test_a_folder_of_a_tool_that_would_run_downs_as_ups_is_not_written_to(tmp_path):
    goose = "-- +goose Up\nCREATE TABLE a (id int PRIMARY KEY);\n-- +goose Down\nDROP TABLE a;\n"
    write(tmp_path, {"migrations/00001_a.sql": goose, "a.md": "- **a** - all of it\n"})
    write(tmp_path, {"fixer.toml": 'documentation = ["a.md"]\n'})
    before = tree(tmp_path)

    refused = fixer(tmp_path, "apply", "--out", "migrations")
    elsewhere = fixer(tmp_path, "apply", "migrations", "--out", "new", "--now", NOW)

    assert refused.returncode == 2
    assert "migrations is a goose folder, which fixer only reads" in refused.stderr
    assert elsewhere.returncode == 0, elsewhere.stderr
    assert {name: tree(tmp_path)[name] for name in before} == before


# what --out is -> the folder that files go to; "" where it is refused
LINKS = {
    "a link to a folder": ("link", "there"),
    "a folder below a link": ("link/new", "there/new"),
    "a link that leads nowhere": ("nowhere", ""),
    "a folder below a link that leads nowhere": ("nowhere/new", ""),
    "a link to itself": ("circle", ""),
    "a folder that is not there yet": ("new", "new"),
}


@pytest.mark.parametrize("dry", [(), ("--dry-run",)], ids=["apply", "dry run"])
@pytest.mark.parametrize("name", LINKS)
def test_a_link_that_leads_nowhere_is_refused_instead_of_a_folder_made_elsewhere(name, dry, tmp_path):
    out, folder = LINKS[name]
    write(tmp_path, SHOP | {"there/readme": ""})
    for link, leads_to in (("link", "there"), ("nowhere", "elsewhere"), ("circle", "circle")):
        (tmp_path / link).symlink_to(leads_to)
    before = tree(tmp_path)

    done = fixer(tmp_path, "apply", "migrations", "--out", out, *dry)

    written = {
        path for path in tree(tmp_path).keys() - before.keys() if not path.startswith(("link/", "nowhere/"))
    }
    assert done.returncode == (0 if folder else 2), done.stderr
    assert ("is a symbolic link to" in done.stderr) == (not folder)
    assert {Path(path).parent.as_posix() for path in written} == ({folder} if folder and not dry else set())
    assert not (tmp_path / "elsewhere").exists()
