"""Bad input: a message with the place, exit 2, nothing written, no traceback."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest
from e2e.tools import fixer, tree, write

SHOP = {
    "migrations/000001_shop.up.sql": "CREATE TABLE customers (id int PRIMARY KEY);\n",
    "migrations/000001_shop.down.sql": "DROP TABLE customers;\n",
}
BROKEN_FIXER = '''"""Breaks."""
from fixer.api import Applicability

rule, promise, slug, answers, applicability = "broken", "Breaks.", "broken", {}, Applicability.SAFE


def detect(catalog, options):
    raise RuntimeError("on purpose")


def fix(finding, catalog, options):
    raise RuntimeError("on purpose")
'''

# name -> (files added to the shop, arguments, what stderr has to say)
CASES = {
    "a NUL byte": (
        {"migrations/000002_x.up.sql": "SELECT 1;\nSELECT\0 2;\n"},
        (),
        ("migrations/000002_x.up.sql:2:7", "a NUL byte", "SELECT  2;"),
    ),
    "a pattern that is no expression": (
        {"fixer.toml": '[[rules.missing-check.patterns]]\ncolumns = "*"\ncheck = "{column} >="\n'},
        (),
        ("fixer.toml:1:", "{column} >= is not an SQL expression"),
    ),
    "a syntax error": (
        {"migrations/000002_x.up.sql": "CREATE TABLE a (id int);\nCREATE TABEL b (id int);\n"},
        (),
        ("migrations/000002_x.up.sql:2:8", "TABEL", "CREATE TABEL b (id int);", "what a newer one brought"),
    ),
    "a syntax error beside a password": (
        {"migrations/000002_x.up.sql": "CREATE ROLE r PASSWORD 'Top77' NOLOGON;\n"},
        (),
        ("migrations/000002_x.up.sql:1:32", "NOLOGON", "CREATE ROLE r PASSWORD '***' NOLOGON;"),
    ),
    "a password in SQL that was asked for": (
        {"change.sql": "CREATE ROLE r PASSWORD 'Top77';\n"},
        ("--sql", "change.sql"),
        ("change.sql:1:1", "CREATE ROLE r PASSWORD '***';"),
    ),
    "a variable of psql": (
        {"migrations/000002_x.up.sql": "SELECT :'name';\n"},
        (),
        ("migrations/000002_x.up.sql:1:8", "psql puts a variable's value there"),
    ),
    "a command of psql behind a query": (
        {"migrations/000002_x.up.sql": "SELECT 'SELECT 1'\n\n  \\gexec\n"},
        (),
        ("migrations/000002_x.up.sql:3:3", "A command of psql stands there"),
    ),
    "a file that is not UTF-8": (
        {"migrations/000002_x.up.sql": b"-- fine\n-- caf\xe9\nSELECT 1;\n"},
        (),
        ("migrations/000002_x.up.sql:2:7", "not UTF-8"),
    ),
    "a dump of several databases": (
        {
            "all.sql": "CREATE ROLE app;\n\\connect template1\nSET a.b = 1;\nCREATE DATABASE shop;\n\\connect shop\nCREATE TABLE a "
            "(id int);\nCOPY a FROM stdin;\n\\connect no\n\\.\n\\connect -reuse-previous=on \"dbname='my blog'\"\nCREATE TABLE a ();\n"
        },
        ("all.sql",),
        ("all.sql:10:1: it is a dump of several databases: shop, my blog\n", "pg_dump -s -d NAME"),
    ),
    "a folder without migrations": ({"empty/readme.txt": "nothing"}, ("empty",), ("empty", "no migrations")),
    "a folder of Flyway's": (
        {"flyway/V1__a.sql": "SELECT 1;", "flyway/U1__a.sql": "SELECT 1;", "flyway/R__b.sql": "SELECT 1;"},
        ("flyway",),
        ("flyway holds Flyway's migrations", "does not read", "pg_dump -s"),
    ),
    "a folder of Flyway's, with what people run by hand": (
        {"flyway/B1__a.sql": "SELECT 1;", "flyway/V1.2__b.sql": "SELECT 1;", "flyway/ALL.sql": "SELECT 1;"},
        ("flyway",),
        ("flyway holds Flyway's migrations (B1__a.sql …)", "pg_dump -s"),
    ),
    "a folder of Sqitch's": (
        {"schema/deploy/tables/a.sql": "SELECT 1;", "schema/revert/tables/a.sql": "SELECT 1;"},
        ("schema",),
        ("schema holds Sqitch's migrations (deploy/tables/a.sql …), which fixer does not read", "pg_dump -s"),
    ),
    "a folder of Diesel's": (
        {
            "diesel/2024-01-01-000000_a/up.sql": "SELECT 1;",
            "diesel/2024-01-01-000000_a/down.sql": "SELECT 1;",
        },
        ("diesel",),
        ("diesel holds Diesel's or Hasura's migrations (2024-01-01-000000_a/down.sql …)", "pg_dump -s"),
    ),
    "a folder of Prisma's": (
        {"prisma/20240101000000_a/migration.sql": "SELECT 1;"},
        ("prisma",),
        ("prisma holds Prisma's migrations (20240101000000_a/migration.sql …)", "pg_dump -s"),
    ),
    "a folder with folders of other files": (
        {"sql/a/first.sql": "SELECT 1;"},
        ("sql",),
        ("sql holds no migrations\n", "Looked for folders with files like"),
    ),
    "what the tool fills in": (
        {"migrations/000002_x.up.sql": "CREATE TABLE {{.prefix}}blocks (id int);"},
        (),
        ("migrations/000002_x.up.sql:1:14", "The tool puts a value there"),
    ),
    "a variable that the tool fills in": (
        {"migrations/000002_x.up.sql": "CREATE TABLE ${schema}.blocks (id int);"},
        (),
        ("migrations/000002_x.up.sql:1:14", "The tool puts a value there"),
    ),
    "a folder of other files": (
        {"sql/first.sql": "SELECT 1;"},
        ("sql",),
        ("sql holds no migrations", "first.sql", "pg_dump -s"),
    ),
    "a path that does not exist": ({}, ("nowhere",), ("nowhere", "does not exist")),
    "a duplicate version": (
        {"migrations/000001_again.up.sql": "SELECT 1;", "migrations/000001_again.down.sql": "SELECT 1;"},
        (),
        ("000001", "000001_again.up.sql"),
    ),
    "an unknown rule in the configuration": (
        {"fixer.toml": "[rules.missing-coment]\nkinds = ['table']\n"},
        (),
        ("fixer.toml:1:", "missing-coment", "missing-comment"),
    ),
    "an unknown option in the configuration": (
        {"fixer.toml": "[rules.missing-comment]\nkind = ['table']\n"},
        (),
        ("fixer.toml:2:1", "kind = ['table']", "kinds"),
    ),
    "an option of the wrong type": (
        {"fixer.toml": "[rules.missing-comment]\nkinds = 3\n"},
        (),
        ("fixer.toml:2:", "kinds = 3"),
    ),
    "TOML that does not parse": ({"fixer.toml": "path = \n"}, (), ("fixer.toml:1:8",)),
    "an unknown rule on the command line": (
        {},
        ("--select", "missing-coment"),
        ("missing-coment", "missing-comment"),
    ),
    "an unknown option on the command line": ({}, ("--unsave",), ("--unsave",)),
    "a version that is not there": ({}, ("--pending-from", "7"), ("--pending-from 7",)),
    "a template that renders SQL that does not parse": (
        {
            ".fixer/templates/sql/comment.sql.j2": "COMMENT UPON TABLE {{ object | target }}",
            "fixer.toml": '[rules.missing-comment.text]\ncustomers = "Who buys."\n',
        },
        (),
        ("sql/comment.sql.j2", "UPON"),
    ),
    "a template that is not a template": (
        {
            ".fixer/templates/sql/comment.sql.j2": "COMMENT {% if %}",
            "fixer.toml": '[rules.missing-comment.text]\ncustomers = "Who buys."\n',
        },
        (),
        ("comment.sql.j2:1",),
    ),
    "a fixer that raises": (
        {".fixer/fixers/broken.py": BROKEN_FIXER},
        (),
        ("broken.py", "line 8", "on purpose"),
    ),
    "a fixer that does not load": (
        {".fixer/fixers/broken.py": "import nothing_there\n"},
        (),
        ("broken.py", "line 1"),
    ),
    "a fixer that lacks something": (
        {".fixer/fixers/broken.py": "rule = 'broken'\n"},
        (),
        ("broken.py", "promise"),
    ),
    "findings in no known format": (
        {"findings.json": '{"what": "ever"}'},
        ("--findings", "findings.json"),
        ("findings.json",),
    ),
    "findings that are not JSON": (
        {"findings.json": "[{"},
        ("--findings", "findings.json"),
        ("findings.json:1:",),
    ),
    "a journal that is not JSON": (
        {"drizzle/meta/_journal.json": "{", "drizzle/0000_a.sql": "SELECT 1;"},
        ("drizzle",),
        ("drizzle/meta/_journal.json:1",),
    ),
    "SQL that was asked for, and does not fit": (
        {"change.sql": "CREATE INDEX ON customers (id);\n  ALTER TABLE customer ADD name text;\n"},
        ("--sql", "change.sql"),
        (
            "change.sql:2:3: there is no public.customer",
            "ALTER TABLE customer ADD",
            "There: table customers.",
        ),
    ),
    "SQL that was asked for, and is about rows": (
        {"change.sql": "INSERT INTO customers VALUES (1);\n"},
        ("--sql", "change.sql"),
        ("change.sql:1:1", "INSERT INTO customers", "write it as a migration of your own"),
    ),
    "SQL that was asked for, of a newer PostgreSQL": (
        {
            "change.sql": "ALTER TABLE customers ADD name text;\nALTER TABLE customers SPLIT PARTITION a INTO b;\n"
        },
        ("--sql", "change.sql"),
        ("change.sql:2:23", "SPLIT", "what a newer one brought"),
    ),
    "a command of psql among what was asked for": (
        {"change.sql": "ALTER TABLE customers ADD name text;\n\\i more.sql\n"},
        ("--sql", "change.sql"),
        ("change.sql:2:1", "a command of psql", "Leave it out"),
    ),
    "several folders": (
        {"other/migrations/0001_x.sql": "SELECT 1;"},
        (),
        ("migrations", "other/migrations"),
    ),
}


# what lies at a path instead of a file -> how it gets there
SPECIAL = {
    "a named pipe": os.mkfifo,
    "a socket": lambda path: socket.socket(socket.AF_UNIX).bind(path),
    "a device": lambda path: Path(path).symlink_to("/dev/zero"),
}
# name -> (files added to the shop, the path that is none, arguments)
UNREADABLE = {
    "a migration": ({}, "migrations/000003_x.up.sql", ()),
    "a migration's way back": ({}, "migrations/000001_shop.down.sql", ()),
    "what is named to be read": ({}, "dump.sql", ("dump.sql",)),
    "a configuration that is found": ({}, "fixer.toml", ()),
    "findings that the configuration names": ({"fixer.toml": 'findings = ["a.json"]\n'}, "a.json", ()),
    "SQL that the configuration names": ({"fixer.toml": 'sql = ["a.sql"]\n'}, "a.sql", ()),
    "documentation": ({"fixer.toml": 'documentation = ["a.md"]\n'}, "a.md", ()),
    "a baseline": ({}, ".fixer/baseline.json", ()),
    "a fixer": ({}, ".fixer/fixers/a.py", ()),
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    write(tmp_path, SHOP)
    return tmp_path


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("command", [("plan",), ("apply", "--out", "migrations")], ids=["plan", "apply"])
def test_bad_input_is_told_with_its_place_and_nothing_is_written(name, command, shop):
    files, arguments, said = CASES[name]
    write(shop, files)
    before = tree(shop)

    done = fixer(shop, *command, *arguments)

    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "Top77" not in done.stdout + done.stderr
    assert [
        part for part in said if part not in done.stderr.replace("\n", " ") and part not in done.stderr
    ] == []
    assert tree(shop) == before


def test_the_same_project_without_the_fault_is_fine(shop):
    done = fixer(shop, "plan")

    assert (done.returncode, done.stderr) == (0, "")


def test_an_error_while_writing_leaves_nothing_half_written(shop):
    write(shop, {"fixer.toml": '[rules.missing-comment.text]\ncustomers = "Who buys."\n'})
    before = tree(shop)
    (shop / "migrations" / "000002_comment_customers.down.sql").mkdir()

    done = fixer(shop, "apply", "--out", "migrations")

    assert (done.returncode, tree(shop)) == (2, before), done.stdout


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize("name", UNREADABLE)
def test_a_pipe_socket_or_device_in_a_project_is_told_instead_of_read_for_ever(name, kind, shop, monkeypatch):
    files, path, arguments = UNREADABLE[name]
    write(shop, files)
    (shop / path).parent.mkdir(parents=True, exist_ok=True)
    (shop / path).unlink(missing_ok=True)
    monkeypatch.chdir(shop)  # the path of a socket is a short one
    SPECIAL[kind](path)

    done = fixer(shop, "plan", *arguments)

    assert done.returncode == 2, done.stdout
    assert f"{path} is not a regular file: it is {kind}" in done.stderr


def test_a_folder_that_is_called_like_a_migration_is_passed_over_as_its_tool_does(shop):
    (shop / "migrations/000003_x.up.sql").mkdir()

    done = fixer(shop, "plan")

    assert (done.returncode, done.stderr) == (0, "")


# option -> what comes through the pipe
PIPED = {
    "--sql": "CREATE INDEX ON customers (id);\n",
    "--findings": '[{"source": "me", "rule": "missing-comment", "target": "public.customers"}]',
    "--config": 'select = ["missing-comment"]\n',
}


@pytest.mark.parametrize("option", PIPED)
def test_a_pipe_that_is_named_on_the_command_line_is_read(option, shop):
    os.mkfifo(shop / "pipe")
    write(shop, {"file": PIPED[option]})
    writer = threading.Thread(target=(shop / "pipe").write_text, args=(PIPED[option],))
    writer.start()

    through_the_pipe, from_the_file = (fixer(shop, "plan", option, name) for name in ("pipe", "file"))

    writer.join()
    assert through_the_pipe.returncode == 0, through_the_pipe.stderr
    assert through_the_pipe.stdout.replace("pipe", "file") == from_the_file.stdout
