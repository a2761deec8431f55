"""Migrations that only build indexes: what stands between them is not read, and whatever is wrong is found all the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from types import SimpleNamespace

import pytest
from postgres import Postgres

from fixer.model import no_progress
from fixer.planner.proof import Rules
from fixer.values import replace
from fixer.verify import looks, send, snapshot
from fixer.verify import prove as module
from fixer.verify.database import Schema, Scratch, scratch_database
from fixer.verify.files import Step
from fixer.verify.job import Job
from fixer.verify.looks import Looking
from fixer.verify.prove import prove
from fixer.verify.run import verify_files, verify_plan
from fixer.verify.script import Script, Way
from fixer.verify.seen import Seen
from fixer.verify.server import scratch
from fixer.verify.snapshot import UnreadError

EMPTY = Schema((), "plain", ("looked_at",), one_transaction=False, source="nothing")
TABLE = "CREATE TABLE t (c0 int, c1 int, c2 int, c3 int)"
HALVES = [(f"CREATE INDEX CONCURRENTLY i{n} ON t (c{n})", f"DROP INDEX i{n}") for n in range(4)]


@pytest.fixture
def made(server: Postgres):
    with scratch(server.url.format("postgres")) as given, scratch_database(given, EMPTY, ()) as scratched:
        scratched.connection.execute(TABLE)
        yield scratched


def _steps(halves: Sequence[tuple[str, str]]) -> list[Step]:
    return [
        Step(str(number), "", Script("up", up, Way.QUERY), Script("down", down, Way.EACH))
        for number, (up, down) in enumerate(halves)
    ]


def _proved(made: Scratch, halves: Sequence[tuple[str, str]], looking: Looking) -> list[Seen]:
    return prove(made, _steps(halves), Rules({}, {}), False, None, looking, no_progress)


COLUMN = ("ALTER TABLE t ADD extra int", "ALTER TABLE t DROP extra")
OWNER = ("ALTER TABLE t OWNER TO looked_at", "ALTER TABLE t OWNER TO postgres")


@pytest.mark.parametrize(
    ("halves", "looking", "reads"),
    [
        (HALVES, Looking.MARKED, 2),
        (HALVES, Looking.READ, 5),
        ([COLUMN, *HALVES], Looking.MARKED, 2),
        ([*HALVES, COLUMN], Looking.MARKED, 6),
        ([OWNER, *HALVES], Looking.MARKED, 3),
        ([*HALVES, OWNER], Looking.MARKED, 11),
    ],
    ids=[
        "indexes",
        "indexes, read",
        "a column first",
        "a column last",
        "an owner first",
        "an owner last, which leaves a row",
    ],
)
def test_what_stands_between_migrations_that_only_build_indexes_is_not_read(
    monkeypatch, made, halves, looking, reads
):
    read = []
    introspect = looks.introspect
    monkeypatch.setattr(looks, "introspect", lambda *a, **k: read.append(0) or introspect(*a, **k))

    seen = _proved(made, halves, looking)

    assert [(one.restored, one.reapplied, one.failure) for one in seen] == [(True, True, None)] * len(halves)
    assert len(read) == reads


@pytest.mark.parametrize(
    "down",
    ["", "DROP INDEX i0", "DROP INDEX i0, i1"],
)
def test_a_wrong_way_back_is_not_taken_for_a_right_one(made, down):
    halves = [HALVES[0], (HALVES[1][0], down), *HALVES[2:]]

    with pytest.raises(UnreadError):
        _proved(made, halves, Looking.MARKED)


SAYS_MORE = """CREATE FUNCTION more() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN
    EXECUTE format('COMMENT ON TABLE t IS %L', clock_timestamp());
END$$"""


@pytest.mark.parametrize("event", ["ddl_command_end", "sql_drop"])
def test_what_event_triggers_do_beside_an_index_is_seen_at_the_migration_that_sets_them_off(made, event):
    made.connection.execute(SAYS_MORE)
    made.connection.execute(
        f"CREATE EVENT TRIGGER more ON {event} WHEN TAG IN ('CREATE INDEX', 'DROP INDEX') EXECUTE FUNCTION more()".encode()
    )

    with pytest.raises(UnreadError):
        _proved(made, HALVES, Looking.MARKED)


@pytest.mark.parametrize(
    ("halves", "reads"),
    [(HALVES, 1), ([HALVES[0], COLUMN, *HALVES[1:]], 2), ([COLUMN, *HALVES], 2)],
    ids=["indexes", "a column between them", "a column before them"],
)
def test_what_may_be_locked_is_asked_for_once_while_only_indexes_come_and_go(
    monkeypatch, made, halves, reads
):
    asked = []
    relations = send.relations
    monkeypatch.setattr(send, "relations", lambda one: asked.append(0) or relations(one))

    seen = _proved(made, halves, Looking.MARKED)

    assert len(asked) == reads
    assert all(any(lock.relation == "public.t" for lock in one.locks) for one in seen)


UNTOLD = """DO $$ DECLARE said text; BEGIN
    SELECT format('COMMENT ON TABLE t IS %L', 'no') INTO said FROM pg_catalog.pg_stat_activity LIMIT 1;
    EXECUTE said;
    CREATE INDEX i1 ON t (c1);
END $$"""
WRONG = [HALVES[0], (UNTOLD, HALVES[1][1]), *HALVES[2:]]
"""One of them does more than its text tells, which its way back does not undo."""


@pytest.fixture
def job(server: Postgres):
    def of(halves: Sequence[tuple[str, str]], schema: Schema = EMPTY) -> Job:
        opener = partial(scratch, server.url.format("postgres"))
        return Job(schema, tuple(_steps(halves)), Rules({}, {}), False, no_progress, lambda *_: opener())

    return of


def test_the_migration_whose_way_back_is_wrong_is_named_with_what_it_leaves(job):
    proofs = verify_plan(job(WRONG, replace(EMPTY, scripts=(Script("t.sql", TABLE, Way.EACH),)))).proofs

    assert [proof.restored for proof in proofs] == [False, False, True, True]
    assert [proof.not_restored for proof in proofs] == [("table public.t",)] * 2 + [()] * 2
    assert proofs[1].repair == ("COMMENT ON TABLE public.t IS NULL",)


def test_one_that_is_written_already_needs_no_dump_where_its_way_back_leaves_no_trace(monkeypatch, job):
    dumped = []
    start = snapshot._start
    monkeypatch.setattr(snapshot, "_start", lambda *a, **k: dumped.append(0) or start(*a, **k))

    done = verify_files(job([(TABLE, "DROP TABLE t"), *HALVES]))

    assert [(proof.restored, proof.reapplied) for proof in done.proofs] == [(True, True)] * 5
    assert len(dumped) == 1, "whether the program gets in"


def test_a_written_one_whose_way_back_is_wrong_is_compared_by_its_dump_too(job):
    done = verify_files(job([(TABLE, "DROP TABLE t"), *WRONG]))

    assert [proof.restored for proof in done.proofs] == [True, True, False, True, True]
    assert done.proofs[2].not_restored == ("table public.t",)
    assert any("COMMENT ON TABLE public.t" in line for line in done.proofs[2].dump_difference)


def test_an_index_that_was_asked_for_is_looked_for_in_what_was_read(monkeypatch, made):
    def fix() -> SimpleNamespace:
        return SimpleNamespace(finding=SimpleNamespace(rule="asked"), findings=(), new_rows_only=False)

    fixer = SimpleNamespace(rule="asked", carries_out=True, edits_pending=False)
    steps = [replace(step, fixes=(fix(),)) for step in _steps(HALVES)]
    monkeypatch.setattr(module, "holds", lambda *_: "it is there")

    seen = prove(
        made, steps, Rules({"asked": fixer}, {"asked": None}), False, None, Looking.MARKED, no_progress
    )

    assert [len(one.cleared) for one in seen] == [1] * 4
