"""Linters are run by a table of command lines; what goes wrong is said, and no secret is."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from fixer.findings.run import LINTERS, run_all
from fixer.model import FixerError

BIN = Path(sys.executable).parent
SOURCES = [
    ("migrations/1.sql", "\\restrict x\ncreate table a (id int);\n"),
    ("-odd.sql", "create table b (id int)"),
]
SQUAWK = json.dumps(
    [{"file": "migrations/1.sql", "line": 1, "column": 0, "rule_name": "r", "level": "Error"}]
)


def program(folder: Path, name: str, body: str) -> Mapping[str, str]:
    """A program of that name that does this; the environment to find it in."""
    path = folder / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!{sys.executable}\nimport sys, json\n{body}\n")
    path.chmod(0o755)
    return {"PATH": str(path.parent)}


def test_the_files_are_named_to_it_and_its_findings_read(tmp_path):
    body = f"open('seen', 'w').write(json.dumps(sys.argv[1:])); print({SQUAWK!r}); sys.exit(1)"

    reports = run_all(["squawk"], SOURCES, tmp_path, program(tmp_path, "squawk", body), in_transaction=True)

    assert [(report.source, report.path, report.line) for report in reports] == [
        ("squawk", "migrations/1.sql", 2)
    ]
    assert json.loads((tmp_path / "seen").read_text()) == [
        *("--reporter", "json", "--assume-in-transaction", "migrations/1.sql", "./-odd.sql"),
    ]


def test_a_linter_that_reads_one_text_gets_all_files_without_psql_s_own_lines(tmp_path):
    body = "open('seen', 'w').write(sys.stdin.read()); print('{\"violations\": []}')"

    assert run_all(["pgrls"], SOURCES, tmp_path, program(tmp_path, "pgrls", body)) == ()
    assert "\\" not in (tmp_path / "seen").read_text()
    assert "create table b (id int)\n;" in (tmp_path / "seen").read_text()


URL = "postgresql://me:s3cret@db.example/app"


@pytest.mark.parametrize(
    ("name", "body", "environment", "message"),
    [
        ("squawk", None, {}, "--run squawk: squawk is not installed"),
        ("nosuch", None, {}, "--run nosuch: there is no such linter"),
        ("squawk", "sys.exit('cannot')", {}, "cannot"),
        ("squawk", "print('oh'); sys.exit(3)", {}, "exit 3"),
        ("squawk", "print('Failed to find files')", {}, "in a format that is not known|expected an object|malformed"),
        ("squawk", "print('[{')", {}, "malformed JSON"),
        ("supabase", "pass", {}, "none is named"),
        ("supabase", "sys.exit('no ' + ' '.join(sys.argv))", {"DATABASE_URL": URL}, "no "),
        ("supabase", "sys.exit(print('no', 'postgres://u:s3cret@h/d', file=sys.stderr) or 4)", {"DATABASE_URL": URL}, "://…@h"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said_without_secrets(name, body, environment, message, tmp_path):
    found = program(tmp_path, name, body) if body else {"PATH": str(tmp_path)}

    with pytest.raises(FixerError, match=message) as error:
        run_all([name], SOURCES, tmp_path, {**found, **environment})

    assert "s3cret" not in str(error.value)
    assert "Traceback" not in str(error.value)


def _real(name: str) -> str:
    found = shutil.which(LINTERS[name].command[0], path=f"{BIN}:{os.environ['PATH']}")
    if found is None:
        pytest.skip(f"{name} is not installed: {LINTERS[name].install}")
    return found


@pytest.mark.parametrize("name", ["squawk", "pgrls", "sqlfluff", "pgrubic"])
def test_the_real_program_is_understood_and_changes_nothing(name, tmp_path):
    folder = str(Path(_real(name)).parent)
    text = "create table a (id int primary key);\nselect  1;\n"
    (tmp_path / "a.sql").write_text(text)

    reports = run_all(
        [name], [("a.sql", text)], tmp_path, {"PATH": f"{folder}:/usr/bin:/bin", "HOME": str(tmp_path)}
    )

    assert {report.source for report in reports} == {name}
    assert not any(report.problem for report in reports)
    assert (tmp_path / "a.sql").read_text() == text
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == ["a.sql"]
