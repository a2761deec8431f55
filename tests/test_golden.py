"""Every golden folder: what apply leaves, to the byte; on PostgreSQL up, down to the same dump, and up again.

A case is ``tests/golden/<rule>/<case>/``: a small project; ``wanted/``, the files that apply has to add or
change; ``answers.txt``, what becomes of each finding. ``pytest tests/test_golden.py --update-golden`` writes
both anew.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from e2e.tools import down, downs, fixer, sources, up
from postgres import Postgres

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.parent for path in GOLDEN.glob("*/*/fixer.toml"))
EDITING = [path for path in CASES if "pending_from" in (path / "fixer.toml").read_text()]
_QUICK = ("blocking-statement", "unqualified-name")


def _params(left_out: tuple[str, ...]) -> list[Any]:
    """The cases with pending files; those of small rules are among the long tests, one with all of them is not."""
    return [
        pytest.param(
            path,
            id=f"{path.parent.name}/{path.name}",
            marks=[] if path.parent.name in _QUICK or path.name == "with_all_others" else [pytest.mark.slow],
        )
        for path in EDITING
        if path.parent.name not in left_out
    ]


SAME_SCHEMA = _params(
    (
        *("written-type", "enum-type", "unlogged-table", "missing-primary-key", "duplicate-index"),
        *("transaction-in-file", "function-body"),
    )
)
"""Other types, tables, keys and bodies are meant; what is never committed makes nothing."""
GIVEN_BACK = [
    pytest.param(path, marks=[] if path.name == "golang_migrate" else [pytest.mark.slow])
    for path in CASES
    if path.parent.name == "missing-down" and (path / "wanted").is_dir()
]
WITH_BACKS = _params(("unqualified-name", "enum-value-order"))
"""The others have none; nothing takes a value of an enum back."""
NOW = "2026-01-02T03:04:05Z"
FIRST = {path.parent: path for path in reversed(CASES)}.values()
OF_EACH_RULE = [path if path in FIRST else pytest.param(path, marks=pytest.mark.slow) for path in CASES]
"""Of each rule the first case is quick, the others are held by ``make test-all``."""


def files(folder: Path) -> dict[str, str]:
    """Their texts with the line ends that they have, by path."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".pyc")
    return {str(path.relative_to(folder)): path.read_bytes().decode() for path in found}


def migrations_of(project: Path) -> Path:
    return next(
        path
        for path in (project / "migrations", project / "supabase/migrations", project / "drizzle")
        if path.is_dir()
    )


@pytest.fixture(params=CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path]:
    """A golden folder, and a copy of its project to work in."""
    project = tmp_path / "project"
    shutil.copytree(request.param, project, ignore=shutil.ignore_patterns("wanted", "answers.txt"))
    return request.param, project


def test_apply_leaves_what_is_wanted(case, request):
    golden, project = case
    before = files(project)

    done = fixer(project, "apply", "--out", str(migrations_of(project).relative_to(project)), "--now", NOW)

    assert done.returncode == 0, done.stderr
    changed = {name: text for name, text in files(project).items() if before.get(name) != text}
    if request.config.getoption("--update-golden"):
        shutil.rmtree(golden / "wanted", ignore_errors=True)
        for name, text in changed.items():
            (golden / "wanted" / name).parent.mkdir(parents=True, exist_ok=True)
            (golden / "wanted" / name).write_bytes(text.encode())
    assert changed == files(golden / "wanted")


@pytest.mark.parametrize(
    "case", OF_EACH_RULE, ids=lambda path: f"{path.parent.name}/{path.name}", indirect=True
)
def test_every_finding_gets_the_answer_that_is_wanted(case, request):
    golden, project = case

    done = fixer(project, "plan", "--output-format", "json", "--now", NOW)

    assert done.returncode == 0, done.stderr
    found = answers(json.loads(done.stdout))
    if request.config.getoption("--update-golden"):
        (golden / "answers.txt").write_text(found)
    assert found == (golden / "answers.txt").read_text()


def answers(plan: dict[str, Any]) -> str:
    """A line for each fix, edit, satisfied finding and refusal."""
    fixes = [fix for migration in plan["migrations"] for fix in migration["fixes"]]
    lines = [f"mended     {fix['rule']} {fix['target']}: {fix['title']}" for fix in fixes]
    lines += [
        f"reversed   {fix['rule']} {fix['target']}: {' '.join(entry['lost']) or 'exactly'}"
        for entry in plan["ways_back"]
        for fix in entry["fixes"]
    ]
    lines += [f"edited     {edit['rule']} {edit['path']}: {len(edit['findings'])}" for edit in plan["edits"]]
    lines += [f"satisfied  {item['rule']} {item['target']}: {item['by']}" for item in plan["satisfied"]]
    for item in plan["refusals"]:
        decide = f" ({item['decide']})" if item["decide"] else ""
        lines.append(f"refused    {item['rule']} {item['target']}: {item['code']}: {item['reason']}{decide}")
    return "".join(f"{' '.join(line.splitlines())}\n" for line in dict.fromkeys(lines))


@pytest.mark.slow
def test_a_second_apply_writes_nothing(case):
    golden, project = case
    out = str(migrations_of(project).relative_to(project))
    if (golden / "wanted").is_dir():
        shutil.copytree(golden / "wanted", project, dirs_exist_ok=True)
    before = files(project)

    done = fixer(project, "apply", "--out", out, "--now", NOW)

    assert (done.returncode, files(project)) == (0, before), done.stderr


@pytest.mark.parametrize(
    "case", OF_EACH_RULE, ids=lambda path: f"{path.parent.name}/{path.name}", indirect=True
)
def test_up_applies_and_down_restores_the_dump(case, server: Postgres):
    golden, project = case
    if golden in EDITING and not (golden / "wanted").is_dir():
        pytest.skip("nothing is new")
    folder = migrations_of(project)
    known = {source.path for source in sources(folder)[1]}
    if (golden / "wanted").is_dir():
        shutil.copytree(golden / "wanted", project, dirs_exist_ok=True)
    layout, found = sources(folder)
    old = [source for source in found if source.path in known]  # as edited, where the case edits them
    new = [source for source in found if source.path not in known]
    with server.database("supabase" if layout == "supabase" else "plain") as url:
        up(server, url, layout, old)
        before = server.dump(url)
        up(server, url, layout, new)
        after = server.dump(url)
        down(server, url, layout, downs(project, layout, [Path(source.path) for source in new]))
        restored = server.dump(url)
        up(server, url, layout, new)

        assert restored == before
        assert server.dump(url) == after


@pytest.mark.parametrize("case", SAME_SCHEMA, indirect=True)
def test_edited_files_make_the_same_schema(case, server: Postgres):
    golden, project = case
    dumps = []
    for wanted in (None, golden / "wanted"):
        if wanted and wanted.is_dir():
            shutil.copytree(wanted, project, dirs_exist_ok=True)
        layout, found = sources(migrations_of(project))
        if not wanted:  # some of it would not run as it is written, which is what is mended
            found = tuple(
                replace(one, text=re.sub(r"(?<=INDEX) CONCURRENTLY", "", one.text)) for one in found
            )
        with server.database() as url:
            up(server, url, layout, found)
            dumps.append(server.dump(url))

    as_written, edited = (re.sub(r"\bpublic\.", "", text) for text in dumps)  # in bodies, it shows
    assert edited == as_written


@pytest.mark.parametrize("case", WITH_BACKS, indirect=True)
def test_edited_files_and_what_was_moved_go_all_the_way_back(case, server: Postgres):
    golden, project = case
    folder = migrations_of(project)
    first = re.search(r'pending_from = "(\d+)"', (golden / "fixer.toml").read_text())
    assert first is not None
    if (golden / "wanted").is_dir():
        shutil.copytree(golden / "wanted", project, dirs_exist_ok=True)
    layout, found = sources(folder)
    shipped = [source for source in found if int(source.version) < int(first[1])]
    waiting = found[len(shipped) :]
    backs = downs(project, layout, [Path(source.path) for source in waiting])
    with server.database("supabase" if layout == "supabase" else "plain") as url:
        up(server, url, layout, shipped)
        before = server.dump(url)
        up(server, url, layout, waiting)
        down(server, url, layout, backs)

        assert server.dump(url) == before
        up(server, url, layout, waiting)


@pytest.mark.parametrize("case", GIVEN_BACK, ids=lambda path: path.name, indirect=True)
def test_each_way_back_that_was_missing_leads_to_what_its_migration_met(case, server: Postgres):
    golden, project = case
    shutil.copytree(golden / "wanted", project, dirs_exist_ok=True)
    layout, found = sources(migrations_of(project))
    refused = {
        line.split()[2].rstrip(":")
        for line in (golden / "answers.txt").read_text().splitlines()
        if line.startswith("refused")
    }
    with server.database("supabase" if layout == "supabase" else "plain") as url:
        for source in found:
            before = server.dump(url)
            up(server, url, layout, [source])
            if f"{source.version}_{source.name}" not in refused:
                down(server, url, layout, downs(project, layout, [Path(source.path)]))
                # a column that was dropped comes back behind the others: nothing can restore its place
                assert in_any_order(server.dump(url)) == in_any_order(before), source.path
                up(server, url, layout, [source])


def in_any_order(dump: str) -> list[str]:
    return sorted(line.rstrip(",") for line in dump.splitlines())
