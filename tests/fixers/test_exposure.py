"""What clients of an API reach: views past row security, what has none, functions with their owner's rights."""

from __future__ import annotations

import pytest
from helpers_catalog import found, named, report, run, sql_of, statements
from postgres import Postgres

from fixer.model import Fix, ObjectRef, Refusal, Satisfied
from fixer.registry import mend

VIEW, FUNCTION = named("security-definer-view"), named("definer-function-in-api")
NOTES = "CREATE TABLE notes (id int); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;"
TOTAL = (
    "CREATE FUNCTION total() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM notes';"
)
REF = ObjectRef("function", "public", "total", args="")


def test_a_later_or_replace_brings_the_finding_back() -> None:
    """CREATE OR REPLACE VIEW without WITH drops the option (PostgreSQL 15, DefineVirtualRelation)."""
    view = f"{NOTES} CREATE VIEW v WITH (security_invoker = true) AS SELECT id FROM notes;"

    assert found(VIEW, view) == {}
    assert found(VIEW, view + "CREATE OR REPLACE VIEW v AS SELECT id FROM notes;") == {"v": None}


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("security_invoker", {}),
        ("security_invoker = ON", {}),
        ("security_invoker = 1", {}),
        ("security_invoker = off", {"v": None}),
        ("security_barrier", {"v": None}),
    ],
)
def test_the_option_is_read_as_postgresql_reads_it(option: str, expected: object) -> None:
    assert found(VIEW, f"{NOTES} CREATE VIEW v WITH ({option}) AS SELECT id FROM notes;") == expected


def test_a_view_that_fails_for_clients_says_so() -> None:
    catalog = run(f"{NOTES} CREATE VIEW v AS SELECT id FROM notes; GRANT SELECT ON v TO anon;")
    options = VIEW.options(platform="supabase")

    answer = mend(VIEW, report("security-definer-view", ObjectRef("view", "public", "v")), catalog, options)

    assert isinstance(answer, Fix)
    assert answer.notes == ("anon may not select from public.notes: the view fails for them.",)


@pytest.mark.parametrize(("major", "expected"), [(14, Refusal), (15, Fix)])
def test_a_version_whose_views_have_no_such_option_is_not_given_it(major: int, expected: type) -> None:
    catalog = run(f"{NOTES} CREATE VIEW v AS SELECT id FROM notes;")
    catalog.major = major

    answer = mend(VIEW, report(VIEW.rule, ObjectRef("view", "public", "v")), catalog, VIEW.options())

    assert isinstance(answer, expected)


def test_a_materialized_view_is_a_person_s_decision() -> None:
    catalog = run(f"{NOTES} CREATE MATERIALIZED VIEW v AS SELECT id FROM notes;")
    ref = ObjectRef("materialized view", "public", "v")

    answer = mend(VIEW, report("security-definer-view", ref), catalog, VIEW.options())

    assert isinstance(answer, Refusal)
    assert answer.code == "manual"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (TOTAL, Fix),
        (TOTAL + "REVOKE ALL ON FUNCTION total() FROM PUBLIC;", Satisfied),
        (
            TOTAL + "REVOKE ALL ON FUNCTION total() FROM PUBLIC; GRANT EXECUTE ON FUNCTION total() TO anon;",
            Fix,
        ),
        (TOTAL + "ALTER FUNCTION total() SECURITY INVOKER;", Satisfied),
        (TOTAL + "CREATE POLICY p ON notes USING (total() > 1);", Refusal),
        (TOTAL + "ALTER TABLE notes ALTER COLUMN id SET DEFAULT total();", Refusal),
        (TOTAL + "CREATE POLICY p ON notes USING ('total' <> '');", Fix),
    ],
)
def test_what_becomes_of_a_function_with_its_owner_s_rights(sql: str, expected: type) -> None:
    answer = mend(FUNCTION, report(FUNCTION.rule, REF, grantee="anon"), run(NOTES + sql), FUNCTION.options())

    assert isinstance(answer, expected)


def test_one_problem_for_each_role_of_the_api() -> None:
    made = "REVOKE ALL ON FUNCTION total() FROM PUBLIC; GRANT EXECUTE ON FUNCTION total() TO authenticated;"

    assert sql_of(FUNCTION, NOTES + TOTAL + made) == [
        "REVOKE EXECUTE ON FUNCTION public.total() FROM authenticated"
    ]
    assert sql_of(FUNCTION, NOTES + TOTAL, roles=("web",)) == [
        "REVOKE EXECUTE ON FUNCTION public.total() FROM PUBLIC"
    ]


def test_whoever_had_it_by_a_grant_keeps_it_and_nobody_else_does(server: Postgres) -> None:
    """PostgreSQL's own word: effective privileges, before and after, of a platform's roles and of another one."""
    roles = ("anon", "authenticated", "service_role", "batch", "nobody")
    look = "SELECT " + ", ".join(f"has_function_privilege('{role}', 'total()', 'EXECUTE')" for role in roles)
    setup = NOTES + TOTAL + "GRANT EXECUTE ON FUNCTION total() TO batch;"
    catalog = run(setup)
    answer = mend(
        FUNCTION, report(FUNCTION.rule, REF, grantee="anon"), catalog, FUNCTION.options(platform="supabase")
    )
    assert isinstance(answer, Fix)
    with server.database() as url:
        for role in roles:
            server.psql(url, f"DO 'BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN END'")
        server.psql(url, setup)
        before = server.psql(url, look)
        server.psql(url, ";".join(statements(answer)))
        after = server.psql(url, look)

    assert (before.strip(), after.strip()) == ("t|t|t|t|t", "f|t|t|t|f")


OUTDATED = named("outdated-extension")
VERSIONS = {
    # there, wanted -> the SQL, or the code of the refusal; what satisfies it begins with "it is at"
    "later": ("'1.3'", "1.6", "ALTER EXTENSION e UPDATE TO '1.6'"),
    "counted, not spelled": ("'1.9'", "1.10", "ALTER EXTENSION e UPDATE TO '1.10'"),
    "the same": ("'1.6'", "1.6", "it is at version 1.6"),
    "earlier": ("'1.10'", "1.9", "it is at version 1.10"),
    "not known": (None, "1.6", "ALTER EXTENSION e UPDATE TO '1.6'"),
    "none said": ("'1.3'", None, "unresolved"),
    "SQL": ("'1.3'", "1.6'; DROP TABLE t; --", "unresolved"),
    "a path": ("'1.3'", "../../x", "unresolved"),
    "two dashes": ("'1.3'", "1.3--1.6", "unresolved"),
    "a line": ("'1.3'", "1.6\n", "unresolved"),
}


@pytest.mark.parametrize("name", VERSIONS)
def test_an_extension_is_brought_to_the_version_that_is_named_and_to_nothing_else(name: str) -> None:
    there, wanted, expected = VERSIONS[name]
    catalog = run("CREATE EXTENSION e" + (f" VERSION {there}" if there else ""))
    data = {"default_version": wanted} if wanted else {}

    finding = report("outdated-extension", ObjectRef("extension", "", "e"), **data)
    answer = mend(OUTDATED, finding, catalog, OUTDATED.options())

    if isinstance(answer, Fix):
        assert statements(answer) == [expected]
        assert answer.applicability.value == "unsafe"
    else:
        assert (answer.by if isinstance(answer, Satisfied) else answer.code) == expected
