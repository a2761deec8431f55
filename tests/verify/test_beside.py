"""What no dump of a database has, roles and settings, has to come back as well."""

from __future__ import annotations

import psycopg
import pytest
from postgres import Postgres

from fixer.model import no_progress
from fixer.planner.proof import Rules
from fixer.verify.beside import EVERYBODY, beside
from fixer.verify.database import Schema, scratch_database
from fixer.verify.files import Step
from fixer.verify.job import Job
from fixer.verify.run import verify_files
from fixer.verify.script import Script, Way, created_roles
from fixer.verify.server import scratch
from fixer.verify.snapshot import compare

ROLES = (
    "CREATE ROLE app_reader; CREATE ROLE app_writer CREATEDB; CREATE TABLE t (); CREATE TABLE referred (a int PRIMARY KEY); CREATE TABLE refers (a int REFERENCES referred)",
    "DROP TABLE t, referred, refers; DROP ROLE app_reader, app_writer",
)
UNLESS_THERE = "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'extra') THEN CREATE ROLE extra LOGIN; END IF; END $$"
HERE = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I {}', current_database()); END $$"
GRANT = "DO $$ BEGIN EXECUTE format('{} ON DATABASE %I {} app_reader', current_database()); END $$"
DATABASE = "DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS {}', current_database()); END $$"
CHANGES = {
    "a setting of a role": (
        "ALTER ROLE app_reader SET statement_timeout = '3s'",
        "ALTER ROLE app_reader RESET statement_timeout",
        ("role app_reader: statement_timeout = '3s' is left",),
    ),
    "an attribute": (
        "ALTER ROLE app_writer BYPASSRLS NOCREATEDB",
        "ALTER ROLE app_writer NOBYPASSRLS CREATEDB",
        ("role app_writer: CREATEDB is gone", "role app_writer: BYPASSRLS is left"),
    ),
    "a membership": (
        "GRANT app_writer TO app_reader",
        "REVOKE app_writer FROM app_reader",
        ("role app_reader: is a member of app_writer is left",),
    ),
    "a setting of the database": (
        HERE.format("SET search_path = app, public"),
        HERE.format("RESET search_path"),
        ("the database: search_path = app, public is left",),
    ),
    "a privilege on the database": (
        GRANT.format("GRANT CREATE", "TO"),
        GRANT.format("REVOKE CREATE", "FROM"),
        ("the database: privileges app_reader=C/{user} is left",),
    ),
    "a comment on a role": (
        "COMMENT ON ROLE app_reader IS 'reads'",
        "COMMENT ON ROLE app_reader IS NULL",
        ("role app_reader: the comment 'reads' is left",),
    ),
    "how long a role may come": (
        "ALTER ROLE app_reader VALID UNTIL '2030-01-01 00:00+00'",
        "ALTER ROLE app_reader VALID UNTIL 'infinity'",
        ("role app_reader: VALID UNTIL '2030-01-01 00:00:00+00' is left",),
    ),
    "a comment on the database": (
        DATABASE.format("''x''"),
        DATABASE.format("NULL"),
        ("the database: the comment 'x' is left",),
    ),
    "the triggers of foreign keys": (
        "ALTER TABLE referred DISABLE TRIGGER ALL",
        "ALTER TABLE referred ENABLE TRIGGER ALL",
        ("constraint refers_a_fkey on public.referred: DISABLE TRIGGER is left",),
    ),
}  # fmt: skip

UNWRITTEN = ("a privilege on the database", "a comment on the database", "the triggers of foreign keys")
"""Of which no statement is said that undoes it."""


def _proofs(server: Postgres, *halves: tuple[str, str]):
    steps = [
        Step(
            str(number),
            "",
            Script(f"{number}.sql", up, Way.QUERY),
            Script(f"{number}.down.sql", down, Way.EACH),
        )
        for number, (up, down) in enumerate(halves)
    ]
    roles = ("app_reader", "app_writer", "extra")
    schema = Schema((), "plain", roles, False, "nothing", created_roles(step.up for step in steps))
    opener = scratch(server.url.format("postgres"))
    return verify_files(
        Job(schema, tuple(steps), Rules({}, {}), False, no_progress, lambda *_: opener)
    ).proofs


@pytest.mark.parametrize("what", CHANGES)
def test_a_way_back_that_leaves_it_is_told_with_what_undoes_it(server, what):
    up, _down, left = CHANGES[what]

    proofs = _proofs(server, ROLES, (up, "SELECT 1"), ("ALTER TABLE t ADD a int", "ALTER TABLE t DROP a"))

    assert [proof.proved for proof in proofs] == [True, False, True]
    with psycopg.connect(server.url.format("postgres")) as connection:
        ((user,),) = connection.execute("SELECT current_user").fetchall()
    assert proofs[1].not_restored == tuple(one.format(user=user) for one in left)
    assert len(proofs[1].repair) == (what not in UNWRITTEN) * len(left)


@pytest.mark.parametrize("what", CHANGES)
def test_a_way_back_that_undoes_it_is_proved(server, what):
    up, down, _left = CHANGES[what]

    assert [proof.proved for proof in _proofs(server, ROLES, (up, down))] == [True, True]


@pytest.mark.parametrize(
    ("down", "stays"), [("DROP ROLE extra", 0), ("SELECT 1", 1)], ids=["goes", "stays, which is said"]
)
def test_a_role_that_a_block_makes_unless_it_is_there_may_stay(server, down, stays):
    """Other databases of the server may have come to use it."""
    (proof,) = _proofs(server, (UNLESS_THERE, down))

    assert proof.proved
    assert [sentence.partition(":")[0] for sentence in proof.stays] == ["role extra stays"] * stays


def test_another_value_of_a_setting_is_led_back_to_the_one_before(server):
    first = ("ALTER ROLE app_reader SET search_path = app, public", "ALTER ROLE app_reader RESET search_path")
    other = ("ALTER ROLE app_reader SET search_path = ''", "SELECT 1")

    proofs = _proofs(server, ROLES, first, other)

    assert proofs[2].repair == ("ALTER ROLE app_reader SET search_path TO app, public",)


def test_what_others_do_with_their_roles_meanwhile_is_none_of_it(server):
    schema = Schema((), "plain", ("looked_at",), False, "nothing")
    with (
        scratch(server.url.format("postgres")) as given,
        scratch_database(given, schema, ()) as made,
        psycopg.connect(server.url.format("postgres"), autocommit=True) as others,
    ):
        before = made.snapshot(with_dump=False)
        others.execute("CREATE ROLE of_others CREATEDB; ALTER ROLE of_others SET work_mem = '5MB'")
        try:
            assert compare(before, made.snapshot(with_dump=False)).same
            assert any(fact.subject == "role of_others" for fact in beside(others, EVERYBODY))
        finally:
            others.execute("DROP ROLE of_others")


NAMES = {
    "a block that asks": ([UNLESS_THERE], {"extra": True}),
    "one that does not": (["DO $$ BEGIN CREATE ROLE extra; END $$"], {}),
    "where somebody needs it before": (["GRANT SELECT ON t TO extra", UNLESS_THERE], {}),
    "a statement": (["CREATE ROLE extra", "CREATE USER MAPPING FOR extra SERVER s"], {"extra": False}),
    "a statement, and a block that asks": (["CREATE ROLE extra", UNLESS_THERE], {"extra": False}),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_role_that_a_migration_makes_is_not_there_before_it(name):
    texts, made = NAMES[name]

    assert created_roles(Script("a.sql", text, Way.EACH) for text in texts) == made
