"""REVOKE from a role that may be the owner: nobody says who runs the migrations, and as the owner it would lose its own rights."""

from __future__ import annotations

import pytest

from fixer.layouts.base import MigrationSource
from fixer.replay import replay, start, steps

MADE = "CREATE TABLE t (a int); CREATE TABLE u (a int, b int GENERATED ALWAYS AS IDENTITY);\n"
LOSES = {
    "some": ("REVOKE INSERT ON t FROM postgres", "loses INSERT on public.t where"),
    "some of what was given": (
        "REVOKE ALL ON t FROM postgres; GRANT SELECT, UPDATE ON t TO postgres",
        "loses DELETE, INSERT, MAINTAIN, REFERENCES, TRIGGER, TRUNCATE on public.t where",
    ),
    "several objects": (
        "REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM postgres",
        "loses SELECT on public.t and 1 more",
    ),
    "given on another": (
        "REVOKE SELECT ON t FROM postgres; GRANT SELECT ON u TO postgres",
        "loses SELECT on public.t",
    ),
    "given to another": (
        "REVOKE SELECT ON t FROM postgres; GRANT SELECT ON t TO other",
        "loses SELECT on public.t",
    ),
    "a column given": (
        "REVOKE SELECT ON t FROM postgres; GRANT SELECT (a) ON t TO postgres",
        "loses SELECT on public.t",
    ),
    "of a sequence": ("REVOKE USAGE ON SEQUENCE u_b_seq FROM postgres", "loses USAGE on public.u_b_seq"),
    "after a grant, from who may be the superuser": (
        "GRANT SELECT ON t TO postgres; REVOKE INSERT ON t FROM postgres",
        "loses INSERT on public.t where",
    ),
    "what was granted": (
        "GRANT SELECT ON t TO postgres; REVOKE SELECT ON t FROM postgres",
        "loses SELECT on public.t where",
    ),
    "of what is made later": (
        "ALTER DEFAULT PRIVILEGES REVOKE INSERT ON TABLES FROM postgres",
        "loses INSERT on TABLES by DEFAULT PRIVILEGES where",
    ),
    "of what is made later, after a grant": (
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO postgres; "
        "ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM postgres",
        "on TABLES by DEFAULT PRIVILEGES where",
    ),
    "of functions that are made later": (
        "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM app",
        "app loses EXECUTE on FUNCTIONS by DEFAULT PRIVILEGES where",
    ),
    "in a block": ("DO $$ BEGIN REVOKE SELECT ON t FROM postgres; END $$", "loses SELECT on public.t"),
}


def said(sql: str, platform: str = "plain", major: int | None = None) -> list[tuple[str, str]]:
    found = replay([MigrationSource("a", "a", "a.sql", MADE + sql)], base=start(platform, major)).diagnostics
    return [(str(one.location), one.message) for one in found if one.level == "warning"]


@pytest.mark.parametrize(("sql", "message"), LOSES.values(), ids=LOSES)
def test_what_an_owner_would_lose_is_said_where_it_is_revoked(sql: str, message: str) -> None:
    ((place, found),) = said(sql)

    line, _, column = place.rpartition(":")
    assert line == "a.sql:2"
    assert "REVOKE" in sql[int(column) - 1 :].partition(";")[0]
    assert message in found


SAME = {
    "as old dumps say it": (
        "REVOKE ALL ON t FROM PUBLIC; REVOKE ALL ON t FROM postgres; GRANT ALL ON t TO postgres; GRANT ALL ON t TO PUBLIC"
    ),
    "of public, whose owner is no person": "REVOKE ALL ON SCHEMA public FROM postgres",
    "from everybody": "REVOKE ALL ON t FROM PUBLIC",
    "from whoever runs it": "REVOKE INSERT ON t FROM CURRENT_USER",
    "a role that is made here": "CREATE ROLE app; REVOKE INSERT ON t FROM app",
    "a role that is made where it is missing": (
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN CREATE ROLE app; END IF; END $$;"
        "REVOKE INSERT ON t FROM app"
    ),
    "a role with a grant": "GRANT SELECT ON t TO app; REVOKE INSERT ON t FROM app",
    "a role with a default grant": (
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO app; CREATE TABLE n (); REVOKE INSERT ON n FROM app"
    ),
    "a role of the server": "REVOKE SELECT ON t FROM pg_monitor",
    "roles of clients": "REVOKE ALL ON t FROM anon, authenticated, service_role",
    "the owner is known": "ALTER TABLE t OWNER TO joe; REVOKE INSERT ON t FROM postgres; REVOKE SELECT ON t FROM joe",
    "a column": "REVOKE SELECT (a) ON t FROM postgres",
    "what an owner has anyhow": "REVOKE GRANT OPTION FOR ALL ON t FROM postgres",
    "of what is made later, given back": (
        "ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM postgres; ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO postgres"
    ),
    "in a schema, where default privileges only give": (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM postgres"
    ),
    "of what another role makes later": "ALTER DEFAULT PRIVILEGES FOR ROLE joe REVOKE ALL ON TABLES FROM postgres",
    "of what is made later, from everybody": "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    "of what is made later, from a role that has it granted": (
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO app; ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM app"
    ),
    "of what is made later, from whoever runs it": "ALTER DEFAULT PRIVILEGES REVOKE INSERT ON TABLES FROM CURRENT_USER",
    "a table that goes": "REVOKE INSERT ON t FROM postgres; DROP TABLE t",
}


@pytest.mark.parametrize("sql", SAME.values(), ids=SAME)
def test_what_comes_to_the_same_is_not(sql: str) -> None:
    assert not said(sql)


def test_where_it_is_known_who_runs_the_migrations_nothing_is_open() -> None:
    assert not said("REVOKE INSERT ON t FROM app", platform="supabase")


@pytest.mark.parametrize(("major", "open_"), [(14, True), (15, False)])
def test_public_is_owned_by_a_person_before_15(major: int, open_: bool) -> None:
    assert bool(said("REVOKE CREATE ON SCHEMA public FROM postgres", major=major)) == open_


def test_such_a_statement_counts_as_not_followed() -> None:
    text = f"{MADE}REVOKE INSERT ON t FROM postgres; REVOKE SELECT ON t FROM PUBLIC"
    (step,) = steps([MigrationSource("a", "a", "a.sql", text)])

    assert [one.followed for one in step.statements] == [True, True, False, True]
