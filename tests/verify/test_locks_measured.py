"""Announced locks and rewrites are those that PostgreSQL takes and makes: every template, every kind of statement,
on every version at hand. The newest one installed is measured always, the others by `make test-all`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from ddl.statements import CASES, TABLES, Case, label
from e2e.test_schema_fixers_proved import RULES
from postgres import at_hand, programs

from fixer.ddl.base import Session
from fixer.ddl.run import run, split
from fixer.layouts.base import MigrationSource
from fixer.model import ObjectRef, Statement
from fixer.render import WAY_BACK, Templates, builtin_folder
from fixer.replay import replay
from fixer.verify import binaries, locks
from fixer.verify.connection import Connection, connect
from fixer.verify.script import Script, Way
from fixer.verify.send import Sender, SqlError
from fixer.verify.server import Server, database, started

ALL = [programs(), *(folder for folder in at_hand().values() if folder != programs())]
VERSIONS = [
    pytest.param(folder, id=str(binaries.major(folder)), marks=[pytest.mark.slow] if number else [])
    for number, folder in enumerate(ALL)
]


@dataclass
class Bench:
    """A server, with a database for each setup, used again where nothing is left in it."""

    server: Server
    stack: ExitStack
    at_hand: dict[str, tuple[Connection, Connection]] = field(default_factory=dict)

    def connections(self, setup: str) -> tuple[Connection, Connection]:
        """Two connections to a database after a setup."""
        known = self.at_hand.pop(setup, None)
        if known is not None:
            return known
        url = self.stack.enter_context(database(self.server))
        first, second = (self.stack.enter_context(connect(url)) for _number in range(2))
        first.execute(setup.encode())
        return first, second


@pytest.fixture(scope="module", params=VERSIONS)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with started(request.param) as server, ExitStack() as stack:
        yield Bench(server, stack)


def measured(bench: Bench, setup: str, migration: str) -> tuple[list[Statement], list[locks.Taken]]:
    """The statements with what was announced of each, and what PostgreSQL did."""
    state = replay([MigrationSource("1", "setup", "setup.sql", setup)]).catalog
    announced = [run(state, sql, Session(strict=True)) for sql in split(migration)]
    alone = any(not statement.transactional for statement in announced)
    first, second = bench.connections(setup)
    sender = Sender(first, second, measure=True)
    if alone:
        sender.send(Script("m.sql", migration, Way.EACH))
        return announced, sender.taken
    sender.names = locks.relations(first)
    first.execute("BEGIN")
    sender.within = True
    try:
        sender.send(Script("m.sql", migration, Way.EACH))
    finally:
        first.execute("ROLLBACK")
    bench.at_hand[setup] = first, second
    return announced, sender.taken


def wrong(announced: list[Statement], taken: list[locks.Taken]) -> list[str]:
    """What was announced and not done, or done and not announced."""
    hedged = {s.sql for s in announced if any(h.detail.startswith("may ") for h in s.hazards)}
    found = [
        f"{lock.statement}: {lock.relation}: announced {lock.announced or 'none'}, taken {lock.taken or 'none'}"
        for lock in locks.compare(taken, announced)
        if lock.announced != lock.taken
    ]
    found += [
        f"{one.statement}: {one.relation} rewritten: announced {one.announced}, done {one.taken}"
        for one in locks.rewrites(taken, announced)
        if one.announced != one.taken and not (one.announced and one.statement in hedged)
    ]
    return found


_IN_TWO = re.compile(r"DETACH PARTITION \w+ CONCURRENTLY")
STRONGER_SINCE = {
    "ALTER TABLE events ADD CONSTRAINT once UNIQUE (kind, at, id)": 18,
    "ALTER TABLE base ADD CONSTRAINT small CHECK (a < 100) NO INHERIT": 18,
}
"""What takes stronger locks from a version on: the strongest are announced, since a plan does not know the version.
Until 14 a few more do; there, nothing may take more than was announced.
"""
UNKNOWN = frozenset({"42601", "0A000", "22023"})
"""What an older version says to newer syntax, features and parameters."""


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=label)
def test_every_kind_of_statement_takes_the_locks_that_are_announced(case: Case, bench: Bench) -> None:
    assert bench.server.binaries is not None
    if "pg_trgm" in case.migration and "pg_trgm" not in binaries.extensions(bench.server.binaries):
        pytest.skip("this server has no pg_trgm")
    older = bench.server.major < 15
    try:
        announced, taken = measured(bench, case.setup, case.migration)
    except SqlError as error:
        if not older or error.failure.sqlstate not in UNKNOWN:
            raise
        pytest.skip("this version does not know the statement")

    if older:
        assert [lock for lock in locks.compare(taken, announced) if locks.understated(lock)] == []
    elif bench.server.major < STRONGER_SINCE.get(case.migration, 0):
        assert [lock for lock in locks.compare(taken, announced) if locks.understated(lock)] == []
        assert wrong(announced, taken), "weaker locks before that version"
    elif _IN_TWO.search(case.migration):  # the second transaction is over before anybody can look
        assert [lock for lock in locks.compare(taken, announced) if locks.understated(lock)] == []
    else:
        assert wrong(announced, taken) == []


REWRITES = """
ALTER TABLE posts ADD x serial
ALTER TABLE posts ADD x uuid DEFAULT gen_random_uuid()
ALTER TABLE posts ADD x timestamptz DEFAULT now()
ALTER TABLE posts ADD x float DEFAULT random() * 2
ALTER TABLE posts ADD x int GENERATED ALWAYS AS (user_id * 3) STORED
ALTER TABLE posts ADD x int GENERATED ALWAYS AS IDENTITY
ALTER TABLE posts ADD x int DEFAULT 7 NOT NULL
ALTER TABLE posts ADD x information_schema.cardinal_number
CREATE DOMAIN d AS int CHECK (VALUE > 0); ALTER TABLE posts ADD x d
CREATE DOMAIN d AS int; ALTER TABLE posts ADD x d
CREATE FUNCTION v() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'; ALTER TABLE posts ADD x int DEFAULT v()
CREATE FUNCTION v() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'; ALTER TABLE posts ADD x int DEFAULT v()
ALTER TABLE posts ALTER title TYPE varchar(30)
ALTER TABLE posts ALTER title TYPE varchar(10)
ALTER TABLE posts ALTER title TYPE text
ALTER TABLE posts ALTER score TYPE numeric(12,2)
ALTER TABLE posts ALTER score TYPE numeric(12,3)
ALTER TABLE posts ALTER score TYPE numeric
ALTER TABLE posts ALTER user_id TYPE bigint
ALTER TABLE plain ALTER b TYPE varchar
ALTER TABLE plain ALTER b TYPE varchar(5)
ALTER TABLE plain ALTER b TYPE text COLLATE "C"
ALTER TABLE plain ALTER a TYPE int USING a + 1
"""


@pytest.mark.parametrize(
    "migration", ["ALTER TABLE posts ALTER user_id TYPE bigint", "ALTER TABLE users ALTER id TYPE bigint"]
)
def test_the_other_ends_of_foreign_keys_are_locked_for_a_new_type(migration: str, bench: Bench) -> None:
    announced, taken = measured(bench, TABLES, migration)

    assert len(announced[-1].locks) == 2
    assert wrong(announced, taken) == []


@pytest.mark.parametrize("migration", REWRITES.strip().splitlines())
def test_a_table_is_written_anew_exactly_where_that_is_announced(migration: str, bench: Bench) -> None:
    announced, taken = measured(bench, TABLES, migration)

    *_before, last = announced
    said = any(hazard.kind == "rewrite" for hazard in last.hazards)
    if not any(hazard.detail.startswith("may ") for hazard in last.hazards):
        assert [bool(one.rewritten) for one in taken] == [False] * (len(taken) - 1) + [said]
    else:
        assert said


POSTS, USERS = ObjectRef("table", "public", "posts"), ObjectRef("table", "public", "users")
PARTED = "CREATE TABLE parted (a int, b int) PARTITION BY LIST (a); CREATE TABLE one PARTITION OF parted FOR VALUES IN (1);"
TEXT = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"


def _index(name: str) -> ObjectRef:
    return ObjectRef("index", "public", name)


FUNCTION = ObjectRef("function", "public", "f", args="")
POLICY = {
    "name": "own",
    "table": POSTS,
    "command": "all",
    "roles": [],
    "permissive": True,
    "using": "true",
    "check": None,
}
CHANGED = {"name": "title", "type": "varchar(300)", "using": "title::varchar(300)", "default": None}
SERIAL = "CREATE TABLE counted (id serial)"
COUNTED = {
    "table": ObjectRef("table", "public", "counted"),
    "column": "id",
    "sequence": ObjectRef("sequence", "public", "counted_id_seq"),
    "aside": ObjectRef("sequence", "public", "counted_id_seq_serial"),
    "options": "",
    "type": "integer",
    "own_options": "",
    "unlogged": False,
    "grants": [{"to": "", "privilege": "USAGE", "grantable": False}],
    "comment": None,
}
GRANTED = {"privilege": "SELECT", "word": "TABLE", "object": POSTS, "roles": "PUBLIC"}
TEMPLATES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "add_check": [(TABLES, {"table": POSTS, "name": "c", "check": "user_id > 0"})],
    "attach_index": [
        (PARTED + "CREATE INDEX p ON ONLY parted (b); CREATE INDEX o ON one (b);", {"parent": _index("p"), "index": _index("o")})
    ],
    "change_type": [(TABLES, {"table": POSTS, "columns": [CHANGED], "columns_before": [CHANGED | {"type": "text"}], "drops": []})],
    "check_indexes": [(TABLES, {"indexes": [{"ref": _index("posts_score")}]})],
    "comment": [
        (TABLES, {"object": POSTS, "table": POSTS, "text": "it's"}),
        (TABLES, {"object": ObjectRef("column", "public", "title", "posts"), "table": POSTS, "text": "x"}),
    ],
    "create_index": [
        (TABLES, {"index": "i", "table": POSTS, "columns": ["user_id"], "concurrently": flag}) for flag in (True, False)
    ],
    "create_index_only": [(PARTED, {"index": "i", "table": ObjectRef("table", "public", "parted"), "columns": ["b"]})],
    "create_policy": [(TABLES, POLICY)],
    "drop_index": [(TABLES, {"index": _index("posts_score")})],
    "enable_row_security": [(TABLES, {"table": POSTS})],
    "force_row_security": [(TABLES, {"table": POSTS})],
    "grant": [(TABLES, GRANTED)],
    "revoke": [(TABLES, GRANTED)],
    "reindex": [(TABLES, {"index": _index("posts_score")})],
    "replace_function": [(TEXT, {"source": TEXT.replace("CREATE", "CREATE OR REPLACE")})],
    "serial_to_identity": [(SERIAL, COUNTED)],
    "add_identity_key": [("CREATE TABLE keyless (a int);", {"table": ObjectRef("table", "public", "keyless"), "column": "number", "constraint": "k"})],
    "set_logged": [("CREATE UNLOGGED TABLE posts (a int);", {"table": POSTS})],
    "set_function_config": [(TEXT, {"function": FUNCTION, "name": "search_path", "value": "pg_catalog, pg_temp"})],
    "statement": [(TABLES, {"sql": "", "plain": "ALTER TABLE posts ADD COLUMN more int"})],
    "validate_constraint": [(TABLES, {"table": POSTS, "name": "scored"})],
}  # fmt: skip
RENDERED = [
    pytest.param(name, setup, params, id=f"{name}-{number}")
    for name, uses in TEMPLATES.items()
    for number, (setup, params) in enumerate(uses)
]


@pytest.mark.parametrize(("name", "setup", "params"), RENDERED)
def test_every_template_takes_the_locks_that_are_announced(
    name: str, setup: str, params: dict[str, Any], bench: Bench
) -> None:
    text = Templates([]).render(f"sql/{name}.sql.j2", {"concurrently": False, **params})
    up, _mark, back = text.partition(WAY_BACK)

    announced, taken = measured(bench, setup, up.strip())
    assert announced
    assert wrong(announced, taken) == []
    if back.strip():
        announced, taken = measured(bench, f"{setup}; {up}", back.strip())
        assert wrong(announced, taken) == []


def test_no_template_is_left_out() -> None:
    """Those that are not measured here are in the golden folders of fixers that ``fixer verify`` proves, locks and all."""
    names = {
        path.name.removesuffix(".sql.j2") for path in Path(builtin_folder("templates"), "sql").glob("*.j2")
    }
    proved = "".join(
        Path(builtin_folder("fixers"), f"{rule.replace('-', '_')}.py").read_text() for rule in RULES
    )

    assert set(TEMPLATES) <= names
    assert [name for name in sorted(names - set(TEMPLATES)) if f'"{name}"' not in proved] == []
