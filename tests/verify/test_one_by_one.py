"""Written migrations are tried one after the other: what a wrong way back leaves does not reach the next one."""

from __future__ import annotations

import json

import pytest
from e2e.tools import fixer, write
from postgres import Postgres

from fixer.model import FixerError, no_progress
from fixer.planner.proof import Rules
from fixer.values import replace
from fixer.verify import looks, one_by_one, snapshot
from fixer.verify.database import Schema
from fixer.verify.files import Step
from fixer.verify.job import Job
from fixer.verify.run import verify_files
from fixer.verify.script import Script, Way
from fixer.verify.server import scratch

EMPTY = Schema((), "plain", ("looked_at",), one_transaction=False, source="nothing")
SEEDS = ("CREATE TABLE seeds (a int, b text); INSERT INTO seeds VALUES (1, 'x')", "DROP TABLE seeds")
NEXT = ("ALTER TABLE seeds ADD next int", "ALTER TABLE seeds DROP next")
SEEDS_AGAIN = ("ALTER TABLE seeds ADD again int", "ALTER TABLE seeds DROP again")
NEEDS_ROWS = (
    "DO $$ BEGIN IF NOT EXISTS (SELECT FROM seeds) THEN RAISE EXCEPTION 'no seeds'; END IF; END $$",
    "SELECT 1",
)
NARROW = "ALTER TABLE seeds ALTER b TYPE varchar(9)"
CASES = {
    "a way back that leaves a column as it made it is put right": ((NARROW, ""), NEXT, 1),
    "one that fails is put right": ((NARROW, "ALTER TABLE seeds DROP d"), NEXT, 1),
    "one that takes the rows is put right while nobody misses them": (
        (NARROW, "DROP TABLE seeds"),
        NEXT,
        1,
    ),
    "and the database is made anew for the one that does": (
        (NARROW, "DROP TABLE seeds"),
        NEEDS_ROWS,
        2,
    ),
    "one that comes back and does not go up again is not put right": (
        (f"{NARROW}; CREATE ROLE of_seeds", "ALTER TABLE seeds ALTER b TYPE text"),
        NEXT,
        2,
    ),
}


@pytest.fixture
def made(monkeypatch):
    """The databases that were made."""
    found: list[Schema] = []
    built = one_by_one.built

    def counted(job, server, said, schema):
        found.append(schema)
        return built(job, server, said, schema)

    monkeypatch.setattr(one_by_one, "built", counted)
    return found


def _job(server: Postgres, *halves: tuple[str, str]) -> Job:
    steps = tuple(
        Step(
            str(number),
            "",
            Script(f"{number}.sql", up, Way.QUERY),
            Script(f"{number}.down.sql", down, Way.EACH),
        )
        for number, (up, down) in enumerate(halves)
    )
    opener = scratch(server.url.format("postgres"))
    return Job(EMPTY, steps, Rules({}, {}), False, no_progress, lambda *_: opener)


@pytest.mark.parametrize("name", CASES)
def test_a_wrong_way_back_does_not_reach_the_next_migration(name, server, made):
    wrong, after, databases = CASES[name]

    proofs = verify_files(_job(server, SEEDS, wrong, after)).proofs

    assert [proof.proved for proof in proofs] == [True, False, True]
    assert len(made) == databases


NOTHING = ("ALTER TABLE nothing ADD d int", "")


def test_an_up_that_does_not_run_on_the_right_schema_ends_it_and_what_was_proved_is_kept(server, made):
    wrong = (NARROW, "DROP TABLE seeds")

    verification = verify_files(_job(server, SEEDS, wrong, NOTHING, NEXT))

    assert [proof.proved for proof in verification.proofs] == [True, False]
    assert 'relation "nothing" does not exist' in str(verification.stopped)
    assert (verification.untried, verification.proved) == (2, False)
    assert len(made) == 2, "on a database that was put right first, and then on a new one"


def test_one_that_does_not_run_at_all_is_an_error_where_nothing_was_tried_before_it(server):
    with pytest.raises(FixerError, match='relation "nothing" does not exist'):
        verify_files(_job(server, NOTHING, SEEDS))


def test_what_was_proved_before_an_up_that_does_not_run_is_printed_and_then_the_error(tmp_path):
    folder = {
        f"migrations/00000{number}_m.{half}.sql": text
        for number, halves in enumerate((SEEDS, NEXT, NOTHING, SEEDS_AGAIN), 1)
        for half, text in zip(("up", "down"), halves, strict=True)
    }
    write(tmp_path, folder)

    table = fixer(tmp_path, "verify", "--files")
    document = fixer(tmp_path, "verify", "--files", "--output-format", "json")
    section = fixer(tmp_path, "verify", "--files", "--output-format", "markdown")

    assert [done.returncode for done in (table, document, section)] == [2, 2, 2]
    stopped = "migrations/000003_m.up.sql does not go up: 1 migration behind it was not tried."
    for done in (table, section):
        assert "2 of 2 migrations proved" in done.stdout
        assert stopped in done.stdout
    assert "000002_m.up.sql" in table.stdout
    assert table.stderr.startswith("error: migrations/000003_m.up.sql:1:1: relation"), table.stderr
    said = json.loads(document.stdout)
    assert (len(said["proofs"]), said["proved"]) == (2, False)
    assert said["stopped"] == {
        "message": said["stopped"]["message"],
        "path": "migrations/000003_m.up.sql",
        "line": 1,
        "untried": 2,
    }
    assert 'relation "nothing" does not exist' in said["stopped"]["message"]
    assert "Traceback" not in table.stderr


def test_a_way_back_that_is_no_sql_fails_by_itself_and_nothing_else_does(server):
    proofs = verify_files(
        _job(server, SEEDS, (NEXT[0], "ALTER TABLE seeds\n DROP TABLE"), SEEDS_AGAIN)
    ).proofs

    assert [proof.proved for proof in proofs] == [True, False, True]
    assert proofs[1].problems == ('down: 1.down.sql:2:7: syntax error at or near "TABLE" (SQLSTATE 42601)',)


TABLES = [(f"CREATE TABLE t{n} (id int CHECK (id > 0))", f"DROP TABLE t{n}") for n in range(5)]
LEFT = ("CREATE TABLE wide (); CREATE TABLE long ()", "DROP TABLE wide")


@pytest.fixture
def looked(monkeypatch):
    """What was read: catalogs and dumps."""
    found: list[str] = []
    for module, name, what in ((looks, "introspect", "catalog"), (snapshot, "_start", "dump")):
        really = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *a, said=what, of=really, **k: found.append(said) or of(*a, **k)
        )
    return found


def test_what_depends_on_a_thing_that_cannot_be_dropped_is_said_on_one_line(server):
    tables = "CREATE TABLE a (i int PRIMARY KEY); CREATE TABLE b (i int REFERENCES a); CREATE TABLE c (i int REFERENCES a)"

    (proof,) = verify_files(_job(server, (tables, "DROP TABLE a"))).proofs

    assert proof.failure is not None
    assert "table b depends on table a; constraint c_i_fkey on table c" in proof.failure.message


def test_tables_that_come_and_go_are_told_by_the_system_catalogs_alone(server, looked):
    assert all(proof.proved for proof in verify_files(_job(server, *TABLES)).proofs)
    assert sorted(looked) == ["catalog", "dump"], "the first one, and whether the program gets in"


COLUMNS = [
    ("ALTER TABLE t0 ADD a text, ADD UNIQUE (a)", "ALTER TABLE t0 DROP a"),
    ("ALTER TABLE t0 ALTER id SET DEFAULT 1", "ALTER TABLE t0 ALTER id DROP DEFAULT"),
    ("ALTER TABLE t0 ALTER a SET NOT NULL", "ALTER TABLE t0 ALTER a DROP NOT NULL"),
    ("ALTER TABLE t0 RENAME a TO b", "ALTER TABLE t0 RENAME b TO a"),
]


def test_so_are_columns_and_what_is_said_of_them(server, looked):
    assert all(proof.proved for proof in verify_files(_job(server, TABLES[0], *COLUMNS)).proofs)
    assert sorted(looked) == ["catalog", "dump"], "the first one, and whether the program gets in"


def test_what_comes_back_as_another_row_is_read_and_dumped_before_and_after(server, looked):
    changes = [(f"ALTER TABLE t{n} RENAME TO r{n}", f"ALTER TABLE r{n} RENAME TO t{n}") for n in range(3)]

    assert all(proof.proved for proof in verify_files(_job(server, *TABLES[:3], *changes)).proofs)
    assert sorted(looked) == ["catalog"] * 7 + ["dump"] * 7


def test_where_a_role_may_not_read_all_of_the_system_catalogs_each_moment_is_read_once(
    server, looked, monkeypatch
):
    monkeypatch.setattr(looks.Looks, "mark", lambda *_, **__: ())

    assert all(proof.proved for proof in verify_files(_job(server, *TABLES)).proofs)
    assert sorted(looked) == ["catalog"] * 10 + ["dump"] * 11


@pytest.mark.parametrize("count", [1, 5])
def test_a_way_back_that_leaves_a_table_is_told_by_its_dump_and_the_others_are_proved(count, server, made):
    wrong = [(up.replace("long", f"long{n}"), down) for n, (up, down) in enumerate([LEFT] * count)]
    wrong = [
        (up.replace("wide", f"wide{n}"), down.replace("wide", f"wide{n}"))
        for n, (up, down) in enumerate(wrong)
    ]

    proofs = verify_files(_job(server, TABLES[0], *wrong, *TABLES[1:])).proofs

    assert [proof.proved for proof in proofs] == [True] + [False] * count + [True] * 4
    for number, proof in enumerate(proofs[1 : count + 1]):
        assert proof.not_restored == (f"table public.long{number}",)
        assert f"+CREATE TABLE public.long{number} (" in proof.dump_difference
    assert len(made) == 1 + min(count, 3), "a database is made for a closer look, until too many had to be"


VALIDATED = (
    ("ALTER TABLE t0 ADD CONSTRAINT big CHECK (id > 1) NOT VALID", "ALTER TABLE t0 DROP CONSTRAINT big"),
    TABLES[1],
    ("ALTER TABLE t0 VALIDATE CONSTRAINT big", ""),
)


def test_what_is_validated_is_compared_with_what_was_there_before_the_migration_that_made_it(server, made):
    proofs = verify_files(_job(server, TABLES[0], *VALIDATED)).proofs

    assert all(proof.proved for proof in proofs)
    assert proofs[3].restored_with == "1"
    assert len(made) == 1


def test_locks_are_announced_of_a_table_that_a_program_made_and_one_that_was_told(server):
    """What the model does not follow is read before the next one."""
    program = ("DO $$ BEGIN CREATE TABLE hidden (a int); END $$", "DROP TABLE hidden")
    later = ("CREATE INDEX i ON hidden (a); CREATE INDEX j ON t0 (id)", "DROP INDEX i, j")

    proofs = verify_files(_job(server, TABLES[0], program, later)).proofs

    assert all(proof.proved for proof in proofs)
    assert [(lock.relation, lock.announced, lock.taken) for lock in proofs[2].locks] == [
        ("public.hidden", "ShareLock", "ShareLock"),
        ("public.t0", "ShareLock", "ShareLock"),
    ]


OPEN = "BEGIN;\nALTER TABLE seeds ADD c int"
NOTHING_STAYS = "1:1: BEGIN without COMMIT: nothing of it stays"


@pytest.mark.parametrize("rows", [0, 2])
def test_a_migration_that_is_rolled_back_because_nobody_commits_it_is_not_proved_and_the_next_one_is(
    rows, server, made
):
    job = _job(server, SEEDS, (OPEN, "SELECT 1"), (NEXT[0].replace("next", "c"), "ALTER TABLE seeds DROP c"))

    verification = verify_files(replace(job, rows=rows))

    proofs = verification.proofs
    assert [proof.proved for proof in proofs] == [True, False, True]
    assert (proofs[1].applied, proofs[1].problems) == (False, (f"up: 1.sql:{NOTHING_STAYS}",))
    assert verification.notes == ()
    assert len(made) == 1


def test_one_without_a_way_back_that_is_rolled_back_is_no_success_either(server):
    job = _job(server, SEEDS, (OPEN, ""), NEXT)
    steps = (job.steps[0], replace(job.steps[1], down=None), job.steps[2])

    verification = verify_files(replace(job, steps=steps))

    assert [proof.proved for proof in verification.proofs] == [True, False, True]
    assert not verification.measured


def test_a_way_back_that_is_rolled_back_because_nobody_commits_it_says_so(server):
    back = "BEGIN;\nALTER TABLE seeds DROP next"

    proofs = verify_files(_job(server, SEEDS, (NEXT[0], back), SEEDS_AGAIN)).proofs

    assert [proof.proved for proof in proofs] == [True, False, True]
    assert proofs[1].problems == (f"down: 1.down.sql:{NOTHING_STAYS}",)


NAMED = {
    "as PostgreSQL names it": "CREATE TABLE beds (dry bool NOT NULL); ALTER TABLE beds RENAME TO fields",
    "as somebody named it": "CREATE TABLE fields (dry bool CONSTRAINT dry_is_told NOT NULL)",
}


@pytest.mark.parametrize("made", NAMED.values(), ids=NAMED.keys())
@pytest.mark.parametrize(("back", "names"), [("bool NOT NULL", True), ("bool", False)])
def test_that_a_not_null_lost_its_name_alone_is_said_with_what_keeps_it(made, back, names, tmp_path):
    write(
        tmp_path,
        {
            "m/1_a.up.sql": made,
            "m/2_b.up.sql": "ALTER TABLE fields DROP dry",
            "m/2_b.down.sql": f"ALTER TABLE fields ADD dry {back}",
        },
    )

    done = fixer(tmp_path, "verify", "m", "--files")

    assert done.returncode == 1, done.stderr
    assert ("the names of NOT NULL" in done.stdout and "postgres = 18" in done.stdout) == names
    assert ("RENAME CONSTRAINT brings one back" in done.stdout) == names


READ_BY = {  # a file with a line of psql's -> whether who runs it carries that out
    "m/001_first.sql": ("\\set x 1\nCREATE TABLE t ();\n", True),
    "m/000001_first.up.sql": ("\\set x 1\nCREATE TABLE t ();\n", False),
    "m/20240101000000_first.sql": ("-- +goose NO TRANSACTION\n-- +goose Up\n\\set x 1\nCREATE TABLE t ();\n", False),
    "db/migrations/20240101000000_first.sql": ("-- migrate:up\n\\set x 1\nCREATE TABLE t ();\n", False),
    "supabase/migrations/20240101000000_first.sql": ("\\set x 1\nCREATE TABLE t ();\n", False),
}  # fmt: skip


@pytest.mark.parametrize("path", READ_BY)
def test_a_line_of_psql_s_is_carried_out_where_psql_runs_the_file_and_fails_elsewhere(path, tmp_path):
    text, carried_out = READ_BY[path]
    write(tmp_path, {path: text})

    done = fixer(tmp_path, "verify", path.rpartition("/")[0], "--files")

    assert ("1 migration without a way back went up" in done.stdout) == carried_out, done.stderr
    line = text[: text.index("\\")].count("\n") + 1
    assert (f"{path}:{line}:1: \\set is a command of psql" in done.stderr) != carried_out, done.stderr


@pytest.mark.parametrize(("back", "proved"), [("varchar(9)", True), ("varchar(8)", False)])
def test_a_check_that_a_new_type_makes_again_is_as_it_was(server: Postgres, back: str, proved: bool) -> None:
    """PostgreSQL takes the cast of its array to the elements then, and no way back takes it to the array again."""
    table = (
        "CREATE TABLE t (a varchar(9) CHECK (a IN ('x', 'y'))); CREATE INDEX i ON t (a) WHERE a IN ('x', 'y')"
    )
    wider = ("ALTER TABLE t ALTER a TYPE text", f"ALTER TABLE t ALTER a TYPE {back}")

    proofs = verify_files(_job(server, (table, "DROP TABLE t"), wider)).proofs

    assert [proof.proved for proof in proofs] == [True, proved]
    assert proofs[1].moved == ()


@pytest.mark.parametrize(
    ("made", "proved"),
    [
        (
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'of_seeds') THEN CREATE ROLE of_seeds; END IF; END $$",
            True,
        ),
        ("CREATE ROLE of_seeds", False),
    ],
)
def test_a_role_that_is_made_only_where_it_is_not_there_may_stay(made, proved, tmp_path):
    write(
        tmp_path, {"migrations/000001_m.up.sql": f"{made};\n", "migrations/000001_m.down.sql": "SELECT 1;\n"}
    )

    done = fixer(tmp_path, "verify", "--files")

    assert (done.returncode == 0) is proved, done.stderr
    assert ("role of_seeds stays" in done.stdout) is proved
    assert ("role of_seeds is left" in done.stdout) is not proved
