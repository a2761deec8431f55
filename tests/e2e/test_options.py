"""Every option of the command line, on a project with something for each."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from e2e.tools import EVERYTHING, NOW, copied, fixer, sources, tree, up, write
from postgres import Postgres

SHOP = {
    "fixer.toml": EVERYTHING["fixer.toml"],
    "migrations/000001_shop.up.sql": EVERYTHING["dump.sql"],
    "migrations/000001_shop.down.sql": "DROP TABLE public.events, public.orders, public.users CASCADE;\n",
    "migrations/000002_big.up.sql": "CREATE VIEW big AS SELECT id FROM orders;\n",
    "migrations/000002_big.down.sql": "DROP VIEW public.big;\n",
}
RULES = (
    "missing-check",
    "missing-comment",
    "mutable-search-path",
    "rls-disabled",
    "unindexed-foreign-key",
    "unqualified-name",
)
Document = dict[str, Any]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    write(tmp_path, SHOP)
    return tmp_path


def plan(project: Path, *arguments: str, now: str = NOW) -> Document:
    done = fixer(project, "plan", "--output-format", "json", *(["--now", now] if now else []), *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    document: Document = json.loads(done.stdout)
    return document


def mended(document: Document) -> set[str]:
    """The rules of a plan's fixes."""
    return {fix["rule"] for migration in document["migrations"] for fix in migration["fixes"]}


def names(document: Document) -> list[str]:
    return [migration["name"] for migration in document["migrations"]]


def statements(document: Document) -> list[str]:
    return [statement["sql"] for migration in document["migrations"] for statement in migration["up"]]


def paths(document: Document) -> list[str]:
    return [file["path"] for migration in document["migrations"] for file in migration["files"]]


def refused(document: Document, code: str) -> set[str]:
    return {entry["rule"] for entry in document["refusals"] if entry["code"] == code}


# Which findings


def test_select_ignore_and_unsafe(shop):
    everything = plan(shop, "--unsafe")
    safe = plan(shop)
    selected = plan(shop, "--select", "missing-comment,missing-check")
    again = plan(shop, "--select", "missing-comment", "--select", "missing-check")
    ignored = plan(shop, "--unsafe", "--ignore", "missing-comment,missing-check", "--ignore", "rls-disabled")
    both = plan(shop, "--select", "missing-comment,missing-check", "--ignore", "missing-check")

    assert mended(everything) == set(RULES)
    assert refused(everything, "unsafe") == set()
    assert mended(safe) == set(RULES) - {"rls-disabled"}
    assert refused(safe, "unsafe") == {"rls-disabled"}
    assert all("--unsafe" in entry["decide"] for entry in safe["refusals"] if entry["code"] == "unsafe")
    assert mended(selected) == {"missing-comment", "missing-check"}
    assert selected == again
    assert mended(ignored) == {"mutable-search-path", "unindexed-foreign-key", "unqualified-name"}
    assert mended(both) == {"missing-comment"}


def test_a_selection_hides_what_other_tools_report_of_other_rules(shop):
    report = [{"source": "me", "rule": "missing-comment", "target": "public.users"}]
    write(shop, {"findings.json": json.dumps(report)})

    document = plan(shop, "--findings", "findings.json", "--select", "missing-check")

    assert [(entry["why"], entry["findings"][0]["source"]) for entry in document["ignored"]] == [
        ("not among the selected rules", "me")
    ]


# What is written


LAYOUTS = {
    "golang-migrate": r"db/\d{6}_\w+\.(up|down)\.sql",
    "dbmate": r"db/20261201\d{6}_\w+\.sql",
    "drizzle": r"db/(\d{4}_\w+(\.online|\.down)?\.sql|meta/_journal\.json)",
    "supabase": r"(db|rollbacks)/20261201\d{6}_\w+\.sql",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_says_how_files_are_named(layout, tmp_path):
    write(tmp_path, EVERYTHING)
    arguments = ("dump.sql", "--out", "db", "--layout", layout, "--now", NOW)

    done = fixer(tmp_path, "apply", *arguments)

    written = tree(tmp_path).keys() - EVERYTHING.keys()
    assert done.returncode == 0, done.stderr
    assert written
    assert [path for path in written if not re.fullmatch(LAYOUTS[layout], path)] == []


def test_a_dump_becomes_pairs_that_run(tmp_path, server: Postgres):
    """golang-migrate's, when nothing says another; and the next plan can read the folder beside the dump."""
    write(tmp_path, EVERYTHING)

    done = fixer(tmp_path, "apply", "dump.sql", "--out", "db", "--unsafe", "--now", NOW)

    assert done.returncode == 0, done.stderr
    layout, new = sources(tmp_path / "db")
    assert layout == "golang-migrate"
    assert tree(tmp_path).keys() - EVERYTHING.keys() == {
        f"db/{Path(source.path).name.removesuffix('.up.sql')}{end}"
        for source in new
        for end in (".up.sql", ".down.sql")
    }
    with server.database() as url:
        server.psql(url, EVERYTHING["dump.sql"])
        before = server.dump(url)
        up(server, url, layout, new)
        after = server.dump(url)
        for source in reversed(new):
            server.simple_query(url, Path(source.path.replace(".up.", ".down.")).read_text())
        assert server.dump(url).splitlines() == before.splitlines()
        up(server, url, layout, new)
        assert server.dump(url).splitlines() == after.splitlines()


def test_a_dump_of_postgresql_s_own_can_be_planned(tmp_path, server: Postgres):
    with server.database() as url:
        server.psql(url, EVERYTHING["dump.sql"])
        write(tmp_path, {"dump.sql": server.dump(url), "fixer.toml": EVERYTHING["fixer.toml"]})

    document = plan(tmp_path, "dump.sql", "--unsafe")

    assert mended(document) == set(RULES) - {"missing-comment"}  # comments are not in a dump
    assert not [item for item in document["diagnostics"] if item["level"] == "warning"]


def test_platform_says_who_the_user_is(shop):
    plain = "\n".join(statements(plan(shop, "--unsafe", "--select", "rls-disabled")))
    supabase = "\n".join(
        statements(plan(shop, "--unsafe", "--select", "rls-disabled", "--platform", "supabase"))
    )

    assert "(select nullif(current_setting('app.current_user_id', true), '')::uuid)" in plain
    assert "auth.uid()" not in plain
    assert "(select auth.uid())" in supabase
    assert "current_setting" not in supabase


def test_group_by_says_what_makes_a_migration(shop):
    by = {
        how: plan(
            shop, "--group-by", how, "--concurrently", "never", "--select", "missing-comment,missing-check"
        )
        for how in ("rule", "table", "finding", "none")
    }
    fixes = {
        how: [
            sorted({fix["key"] for fix in m["fixes"]})
            for m in document["migrations"]
            if "validate" not in m["name"]
        ]
        for how, document in by.items()
    }

    assert all(sorted(statements(document)) == sorted(statements(by["rule"])) for document in by.values())
    assert by["rule"] == plan(shop, "--concurrently", "never", "--select", "missing-comment,missing-check")
    assert all(len({key.partition(":")[0] for key in keys}) == 1 for keys in fixes["rule"])
    assert all(len(keys) == 1 for keys in fixes["finding"])
    assert all(len({_table(key) for key in keys}) == 1 for keys in fixes["table"])
    assert len(fixes["none"]) == 1
    assert len(fixes["none"]) < len(fixes["rule"]) < len(fixes["table"]) < len(fixes["finding"])


def _table(key: str) -> str:
    return ".".join(key.partition(":")[2].partition("#")[0].split(".")[:2])


def test_concurrently(shop, tmp_path):
    auto, always, never = (
        statements(plan(shop, "--select", "unindexed-foreign-key", "--concurrently", how))
        for how in ("auto", "always", "never")
    )

    assert auto == always
    assert len([sql for sql in auto if "CONCURRENTLY" in sql and sql.startswith("CREATE INDEX")]) == 4
    assert not [sql for sql in never if "CONCURRENTLY" in sql]
    project, _out = copied("agent-tasks", tmp_path / "drizzle")
    done = fixer(project, "plan", "--concurrently", "always")
    assert done.returncode == 2
    assert "drizzle runs every migration in a transaction" in done.stderr


def test_pending_files_are_edited_and_shipped_ones_are_not(shop):
    """Without git, a database or the option, every file counts as shipped."""
    shipped = plan(shop, "--select", "unqualified-name")
    pending = plan(shop, "--select", "unqualified-name", "--pending-from", "000002")
    short = plan(shop, "--select", "unqualified-name", "--pending-from", "2")
    unknown = fixer(shop, "plan", "--pending-from", "7")

    assert shipped["edits"] == []
    assert [edit["path"] for edit in pending["edits"]] == ["migrations/000002_big.up.sql"]
    assert "+CREATE VIEW public.big AS SELECT id FROM public.orders;" in pending["edits"][0]["diff"]
    assert short == pending
    assert unknown.returncode == 2


# Time


def test_the_time_is_an_input(tmp_path):
    project, _out = copied("language-practice", tmp_path)
    environment = {"SOURCE_DATE_EPOCH": "1800000000"}  # 2027-01-15T08:00:00Z

    def versions(*arguments: str) -> set[str]:
        done = fixer(project, "plan", "--output-format", "json", *arguments, environment=environment)
        assert done.returncode == 0, done.stderr
        return {Path(path).name[:12] for path in paths(json.loads(done.stdout))}

    assert versions() == {"202701150800"}
    assert versions("--now", "2028-02-03T04:05:06+02:00") == {"202802030205"}
    # never before the newest file that there is
    assert versions("--now", "2020-01-01T00:00:00Z") == {"202511031410"}


# Output


@pytest.mark.slow
def test_in_a_pipe_there_are_no_colours_and_two_runs_are_the_same_to_the_byte(shop):
    dry = ("apply", "--out", "migrations", "--dry-run")
    for command in (("plan",), dry, ("plan", "--output-format", "diff"), ("plan", "--output-format", "json")):
        first, second = (
            subprocess.run(
                [sys.executable, "-m", "fixer", *command, "--unsafe", "--now", NOW],
                cwd=shop,
                env=os.environ | {"PYTHONHASHSEED": seed, "TERM": "xterm-256color"},
                capture_output=True,
                text=True,
                check=False,
            )
            for seed in ("1", "2")
        )

        assert first.returncode == 0, first.stderr
        assert first.stdout
        assert "\x1b" not in first.stdout + first.stderr
        assert _timeless(first.stdout) == _timeless(second.stdout)


def _timeless(text: str) -> str:
    return re.sub(r"read in [\d.]+ s", "", text)


def test_json_and_diff_are_alone_on_standard_output(shop):
    arguments = ("--unsafe", "--now", NOW)
    document = json.loads(fixer(shop, "plan", *arguments, "--output-format", "json").stdout)
    diff = fixer(shop, "plan", *arguments, "--output-format", "diff").stdout
    text = fixer(shop, "plan", *arguments).stdout

    assert document["version"] == 1
    assert diff.startswith("--- ")
    assert text.endswith(diff)
    assert [path for path in paths(document) if f"+++ b/{path}\n" not in diff] == []


EXIT_CODES = (
    ((), 1, "migrations"),
    (("--select", "unqualified-name", "--pending-from", "2"), 1, "an edit as well"),
    (("--select", "rls-disabled"), 0, "refusals only"),
    (("--select", "missing-comment", "--only", "nothing"), 0, "nothing"),
)


def test_exit_code_one_exactly_when_there_is_something_to_make(shop):
    for arguments, code, what in EXIT_CODES:
        assert fixer(shop, "plan", "--exit-code", *arguments).returncode == code, what
    assert fixer(shop, "plan").returncode == 0
    write(shop, {"migrations/000003_broken.up.sql": "CREATE TABEL x ();"})
    assert fixer(shop, "plan", "--exit-code").returncode == 2


def test_apply_has_the_exit_code_too(shop):
    first = fixer(shop, "apply", "--out", "migrations", "--exit-code", "--select", "missing-comment")
    second = fixer(shop, "apply", "--out", "migrations", "--exit-code", "--select", "missing-comment")

    assert (first.returncode, second.returncode) == (1, 0)


# Where things are


def test_the_one_folder_is_found_and_a_configuration_names_it(tmp_path):
    write(tmp_path, {f"deep/down/{name}": content for name, content in SHOP.items() if name != "fixer.toml"})
    found = plan(tmp_path, "--select", "missing-comment")
    assert paths(found)[0].startswith("deep/down/migrations/000003_")

    shutil.copytree(tmp_path / "deep", tmp_path / "other")
    several = fixer(tmp_path, "plan")
    assert several.returncode == 2
    assert "deep/down/migrations" in several.stderr
    assert "other/down/migrations" in several.stderr

    write(tmp_path, {"pyproject.toml": '[tool.fixer]\npath = "deep/down/migrations"\n'})
    assert plan(tmp_path, "--select", "missing-comment") == found
    named = plan(tmp_path, "other/down/migrations", "--select", "missing-comment")
    assert paths(named)[0].startswith("other/down/migrations/000003_")
    write(tmp_path, {"conf/my.toml": 'path = "../other/down/migrations"\nselect = ["missing-comment"]\n'})
    assert plan(tmp_path, "--config", "conf/my.toml") == named


def test_the_command_line_comes_before_the_configuration(shop):
    write(
        shop,
        {"fixer.toml": SHOP["fixer.toml"].replace("\n[[", 'unsafe = true\nselect = ["rls-disabled"]\n[[', 1)},
    )

    assert mended(plan(shop)) == {"rls-disabled"}
    assert mended(plan(shop, "--select", "missing-comment")) == {"missing-comment"}


# The baseline


def test_a_baseline_makes_the_plan_quiet_until_something_new_is_there(shop):
    write(shop, {"fixer.toml": 'baseline = ".fixer/baseline.json"\n' + SHOP["fixer.toml"]})
    before = plan(shop)
    recorded = fixer(shop, "baseline", "--reason", "the old ones", "--now", NOW)
    assert recorded.returncode == 0, recorded.stderr
    entries = json.loads((shop / ".fixer/baseline.json").read_text())["findings"]

    quiet = plan(shop)

    assert {entry["reason"] for entry in entries} == {"the old ones"}
    assert (quiet["migrations"], quiet["edits"], quiet["refusals"]) == ([], [], [])
    assert len(quiet["ignored"]) == len(entries)
    assert {entry["why"] for entry in quiet["ignored"]} == {"in the baseline: the old ones"}
    assert fixer(shop, "plan", "--exit-code").returncode == 0
    assert before["migrations"]

    write(
        shop,
        {
            "migrations/000003_new.up.sql": "-- Things that are new.\n"
            "CREATE TABLE public.new (id int PRIMARY KEY);\nDROP FUNCTION public.total(bigint);\n",
            "migrations/000003_new.down.sql": "DROP TABLE public.new;\n",
        },
    )
    loud = plan(shop)
    assert {fix["key"] for m in loud["migrations"] for fix in m["fixes"]} == {"missing-comment:public.new"}
    gone = [item["message"] for item in loud["diagnostics"] if "baseline" in item["message"]]
    assert [message.partition(" ")[0] for message in gone] == [
        "mutable-search-path:public.total(bigint)",
        "unqualified-name:public.total(bigint)",
    ]
    again = fixer(shop, "baseline", "--now", NOW)
    assert again.stdout.count("taken out") == 2
    assert "2 of them new" in again.stdout  # public.new: its comment, its row security
    assert "is in the baseline" not in str(plan(shop)["diagnostics"])


# The other commands


def test_rules_lists_every_rule_and_explain_shows_its_page(tmp_path):
    listed = fixer(tmp_path, "rules")
    assert listed.returncode == 0
    for rule in (*RULES, "rls-without-policy"):
        assert rule in listed.stdout
        page = fixer(tmp_path, "explain", rule)
        assert page.returncode == 0
        assert "What it locks" in page.stdout
        assert "The way back" in page.stdout
        assert "When not to" in page.stdout
        assert "\x1b" not in page.stdout
    assert "unindexed_foreign_keys" in listed.stdout
    assert fixer(tmp_path, "explain", "nonsense").returncode == 2
    assert re.fullmatch(r"fixer \d+\.\d+\.\d+\n", fixer(tmp_path, "--version").stdout)


def test_a_project_s_own_fixer_and_template_are_used(shop):
    write(
        shop,
        {
            ".fixer/templates/sql/comment.sql.j2": '{% extends "builtin/sql/comment.sql.j2" %}',
            ".fixer/fixers/no_views.py": OWN_FIXER,
        },
    )

    document = plan(shop, "--select", "no-views,missing-comment")

    assert mended(document) == {"missing-comment"}
    assert [(entry["rule"], entry["target"], entry["code"]) for entry in document["refusals"]][-1:] == [
        ("no-views", "public.big", "manual")
    ]
    assert "no-views" in fixer(shop, "rules").stdout


OWN_FIXER = '''"""Views are not wanted here.

What is wrong: there is a view.
"""
from fixer import api

rule, promise, slug, answers = "no-views", "No views.", "views", {}
applicability = api.Applicability.MANUAL


def detect(catalog, options):
    for view in catalog.objects(api.View):
        yield api.Problem(view.ref, "a view")


def fix(finding, catalog, options):
    return api.Refusal(finding, "manual", "it is a view", "Drop it.")
'''


@pytest.mark.parametrize(("how", "said"), [("always", True), ("never", False)])
def test_how_a_tool_builds_indexes_concurrently_is_said_where_a_migration_does(how, said, shop):
    arguments = ("--select", "unindexed-foreign-key", "--concurrently", how)

    notes = [entry["message"] for entry in plan(shop, *arguments)["diagnostics"]]

    assert any("concurrent index build stands alone" in note for note in notes) is said, notes
