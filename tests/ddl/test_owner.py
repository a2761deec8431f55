"""Owners."""

from __future__ import annotations

import pytest
from helpers import cost, notes, run

from fixer.catalog.objects import Grant
from fixer.ddl import owner
from fixer.ddl.base import Session
from fixer.model import ObjectRef

SETUP = """
CREATE SCHEMA s; CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE SEQUENCE q;
CREATE MATERIALIZED VIEW m AS SELECT a FROM t; CREATE TYPE e AS ENUM ('x'); CREATE TYPE c AS (a int);
CREATE DOMAIN d AS int; CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'select 1';
CREATE PROCEDURE p() LANGUAGE sql AS 'select 1'; CREATE AGGREGATE n(*) (sfunc = int8inc, stype = int8)
"""
CASES = {
    "SCHEMA s": ObjectRef("schema", "", "s"),
    "TABLE public.t": ObjectRef("table", "public", "t"),
    "VIEW public.v": ObjectRef("view", "public", "v"),
    "MATERIALIZED VIEW public.m": ObjectRef("materialized view", "public", "m"),
    "SEQUENCE public.q": ObjectRef("sequence", "public", "q"),
    "TYPE public.e": ObjectRef("type", "public", "e"),
    "TYPE public.c": ObjectRef("type", "public", "c"),
    "DOMAIN public.d": ObjectRef("domain", "public", "d"),
    "FUNCTION public.f(integer)": ObjectRef("function", "public", "f", args="integer"),
    "PROCEDURE public.p()": ObjectRef("procedure", "public", "p", args=""),
    "AGGREGATE public.n(*)": ObjectRef("aggregate", "public", "n", args=""),
}


@pytest.mark.parametrize(("written", "ref"), CASES.items(), ids=CASES)
def test_every_kind_of_object_gets_an_owner_and_goes_back(written: str, ref: ObjectRef) -> None:
    catalog = run(SETUP)

    sql = owner.alter_owner(ref, "Joe")
    run(sql, catalog)

    assert sql == f'ALTER {written} OWNER TO "Joe"'
    assert getattr(catalog.get(ref), "owner", None) == "Joe"
    run(owner.alter_owner(ref, None), catalog)
    assert catalog.get(ref) == run(SETUP).get(ref)


def test_the_new_owners_own_grants_are_part_of_being_the_owner() -> None:
    item = run(f"{SETUP}; GRANT USAGE ON SCHEMA s TO joe, ann; ALTER SCHEMA s OWNER TO joe").get(
        CASES["SCHEMA s"]
    )

    assert item is not None and item.grants == (Grant("ann", "USAGE"),)


def test_roles_are_taken_note_of() -> None:
    session = Session()
    run("ALTER SCHEMA s OWNER TO joe", run(SETUP), session)

    assert list(session.roles) == ["joe"]


def test_what_does_not_fit_is_said() -> None:
    assert notes("ALTER DATABASE x OWNER TO joe") == ["ALTER DATABASE … OWNER TO is not modelled"]
    assert notes("ALTER FUNCTION nope() OWNER TO joe") == ["there is no function nope"]


def test_locks() -> None:
    assert cost("ALTER TYPE c OWNER TO joe", SETUP) == [("public.c", "AccessExclusiveLock")]
    assert cost("ALTER TYPE e OWNER TO joe", SETUP) == []
    assert cost("ALTER SCHEMA s OWNER TO joe", SETUP) == []
