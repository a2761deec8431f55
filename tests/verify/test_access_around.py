"""Views and functions that show rows past row security that is new are named, and fail no proof."""

from __future__ import annotations

import pytest
from postgres import Postgres
from verify.project import verify

from fixer.model import ObjectRef
from fixer.verify.access_around import ways_around
from fixer.verify.connection import connect

TABLE = ObjectRef("table", "public", "notes")
FOUND = {
    "a view": ("CREATE VIEW v AS SELECT * FROM notes; GRANT SELECT ON v TO PUBLIC", ["view public.v: PUBLIC"]),
    "a view for two roles": (
        "CREATE VIEW v AS SELECT * FROM notes; GRANT SELECT ON v TO around_a, around_b",
        ["view public.v: around_a, around_b"],
    ),
    "a view that reads one with its caller's rights": (
        "CREATE VIEW i WITH (security_invoker = true) AS SELECT * FROM notes; CREATE VIEW v AS SELECT * FROM i;"
        " GRANT SELECT ON i, v TO around_a",
        ["view public.v: around_a"],
    ),
    "a materialized view": (
        "CREATE MATERIALIZED VIEW v AS SELECT * FROM notes; GRANT SELECT ON v TO around_a",
        ["materialized view public.v: around_a"],
    ),
    "a function": (
        "CREATE FUNCTION f(a int) RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS 'SELECT body FROM public.notes'",
        ["function public.f(a integer): PUBLIC"],
    ),
    "a function that only a role may call": (
        "CREATE FUNCTION f() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER BEGIN ATOMIC SELECT body FROM notes; END;"
        " REVOKE EXECUTE ON FUNCTION f FROM PUBLIC; GRANT EXECUTE ON FUNCTION f TO around_a",
        ["function public.f(): around_a"],
    ),
    "a view of nobody's": ("CREATE VIEW v AS SELECT * FROM notes", []),
    "a view with its caller's rights": (
        "CREATE VIEW v WITH (security_invoker) AS SELECT * FROM notes; GRANT SELECT ON v TO PUBLIC",
        [],
    ),
    "a view of an owner who is bound": (
        "GRANT SELECT ON notes TO around_b; CREATE VIEW v AS SELECT * FROM notes; ALTER VIEW v OWNER TO around_b; GRANT SELECT ON v TO PUBLIC",
        [],
    ),
    "a view of the table's owner, whom it is forced upon": (
        "ALTER TABLE notes FORCE ROW LEVEL SECURITY; CREATE VIEW v AS SELECT * FROM notes; GRANT SELECT ON v TO PUBLIC",
        [],
    ),
    "a view of another table": ("CREATE TABLE t (a int); CREATE VIEW v AS SELECT * FROM t; GRANT SELECT ON v TO PUBLIC", []),
    "a function that gives no rows": (
        "CREATE FUNCTION f() RETURNS boolean LANGUAGE sql SECURITY DEFINER AS 'SELECT EXISTS (SELECT FROM notes)'",
        [],
    ),
    "a function with its caller's rights": ("CREATE FUNCTION f() RETURNS SETOF text LANGUAGE sql AS 'SELECT body FROM notes'", []),
    "a function of something else": (
        "CREATE FUNCTION f() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT $$footnotes$$'",
        [],
    ),
    "a function that is taken from all": (
        "CREATE FUNCTION f() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS 'SELECT body FROM notes'; REVOKE EXECUTE ON FUNCTION f FROM PUBLIC",
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_what_shows_rows_past_row_security_to_somebody_else_is_named(name: str, server: Postgres):
    sql, wanted = FOUND[name]
    with server.database() as url, connect(url) as connection:
        connection.execute(b"CREATE ROLE around_a; CREATE ROLE around_b; CREATE TABLE notes (body text)")
        connection.execute(f"ALTER TABLE notes ENABLE ROW LEVEL SECURITY; {sql}".encode())

        (sentences,) = ways_around(connection, [TABLE], "plain").values()

    said = [sentence.removeprefix("the ").removesuffix(" may use it") for sentence in sentences]
    assert [
        f"{one.split(' reads ')[0].split(' names ')[0].split(' holds ')[0]}:{one.rpartition(':')[2]}"
        for one in said
    ] == wanted


def test_a_platform_whose_owner_goes_past_row_security_is_not_kept_out_by_force(server: Postgres):
    with server.database() as url, connect(url) as connection:
        connection.execute(b"CREATE TABLE notes (body text); ALTER TABLE notes FORCE ROW LEVEL SECURITY")
        connection.execute(b"CREATE VIEW v AS SELECT * FROM notes; GRANT SELECT ON v TO PUBLIC")

        assert len(ways_around(connection, [TABLE], "supabase")[TABLE]) == 1


def test_a_proof_of_row_security_names_the_view_beside_it_and_stands(tmp_path):
    tables = """
        CREATE TABLE users (id bigint PRIMARY KEY, email text);
        CREATE TABLE notes (id serial PRIMARY KEY, user_id bigint REFERENCES users, body text);
        CREATE VIEW bodies AS SELECT body FROM notes; GRANT SELECT ON bodies TO PUBLIC;
    """

    document = verify(tmp_path, {"migrations/0001_a.sql": tables}, "--unsafe", "--select", "rls-disabled")

    assert document["proved"]
    assert [sentence for proof in document["proofs"] for sentence in proof["around"]] == [
        "the view public.bodies reads public.notes with the rights of its owner, past its row security: PUBLIC may use it"
    ]
