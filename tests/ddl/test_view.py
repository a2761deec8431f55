"""Views, materialized views and CREATE TABLE AS."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers import contents, cost, empty, get, notes, rerun, run

from fixer.catalog.objects import View
from fixer.ddl.base import Session
from fixer.ddl.difference import difference
from fixer.ddl.queries import query_columns
from fixer.ddl.run import run as run_on
from fixer.ddl.tables import view
from fixer.layouts.base import MigrationSource
from fixer.model import ObjectRef
from fixer.replay import replay
from fixer.sql.parse import Node, statement

TABLE = "CREATE TABLE t (id int PRIMARY KEY, name varchar(9) NOT NULL)"
CASES = {
    "plain": "CREATE VIEW v AS SELECT id, name FROM t -- a comment",
    "columns and options": 'CREATE VIEW v ("A", b) WITH (security_invoker=on, security_barrier) AS TABLE t',
    "check option": "CREATE VIEW v AS SELECT * FROM t WHERE id > 0 WITH CASCADED CHECK OPTION",
    "check option without a word": "CREATE VIEW v AS SELECT * FROM t WITH CHECK OPTION",
    "check option as an option": "CREATE VIEW v WITH (check_option=local) AS SELECT * FROM t",
    "recursive": "CREATE RECURSIVE VIEW v (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM v WHERE n < 9",
    "with query": "CREATE VIEW v AS WITH x AS (SELECT 1 AS a) SELECT a FROM x",
    "materialized": "CREATE MATERIALIZED VIEW v (a) WITH (fillfactor=70) AS SELECT id FROM t WITH NO DATA",
    "materialized with data": "CREATE MATERIALIZED VIEW v AS SELECT id AS as_of FROM t WITH DATA",
    "comment on a column": "CREATE VIEW v AS SELECT id FROM t; COMMENT ON COLUMN v.id IS 'x'",
}


def _view(catalog) -> View:  # type: ignore[no-untyped-def]
    (found,) = catalog.objects(View)
    return found  # type: ignore[no-any-return]


@pytest.mark.parametrize("sql", CASES.values(), ids=CASES)
def test_what_create_prints_makes_an_equal_view(sql: str) -> None:
    catalog = run(f"{TABLE}; {sql}")
    made = _view(catalog)

    assert contents(rerun(view.create(made, catalog), TABLE)) == contents(catalog)
    assert view.alter(made, replace(made, comment="x", owner="joe", grants=()), catalog) == []


def test_the_query_ends_before_the_check_option() -> None:
    assert _view(run(f"{TABLE}; {CASES['check option']}")).query == "SELECT * FROM t WHERE id > 0"


def test_or_replace_without_with_drops_the_options_and_keeps_grants_and_comment() -> None:
    catalog = run(
        f"{TABLE}; CREATE VIEW v WITH (security_invoker=true) AS SELECT id FROM t;"
        "GRANT SELECT ON v TO joe; COMMENT ON VIEW v IS 'x'; CREATE OR REPLACE VIEW v AS SELECT id FROM t"
    )

    assert _view(catalog).options == ()
    assert _view(catalog).comment == "x" and _view(catalog).grants


def test_a_name_that_is_taken_is_said_and_if_not_exists_keeps_what_is_there() -> None:
    made = f"{TABLE}; CREATE MATERIALIZED VIEW v AS SELECT 1"

    assert notes("CREATE VIEW v AS SELECT 2", made) == ["relation public.v exists already"]
    assert contents(run("CREATE MATERIALIZED VIEW IF NOT EXISTS v AS SELECT 2", run(made))) == contents(
        run(made)
    )


# from, to, the statements; None where the view has to be made again
ALTERED = {
    "option set": ("", "WITH (security_invoker=true) ", ["ALTER VIEW public.v SET (security_invoker=true)"]),
    "option taken back": (
        "WITH (security_invoker=true) ",
        "",
        ["ALTER VIEW public.v RESET (security_invoker)"],
    ),
}


@pytest.mark.parametrize(("before", "after", "expected"), ALTERED.values(), ids=ALTERED)
def test_options_are_altered(before: str, after: str, expected: list[str]) -> None:
    old, new = (run(f"{TABLE}; CREATE VIEW v {text}AS SELECT id FROM t") for text in (before, after))

    assert view.alter(_view(old), _view(new), old) == expected
    assert contents(run(";".join(expected), old)) == contents(new)


QUERIES = {
    "other rows": ("SELECT id FROM t WHERE id > 1", True),
    "other order": ("SELECT id FROM t ORDER BY id", True),
    "one more column": ("SELECT id, name FROM t", False),
    "other type": ("SELECT id::text AS id FROM t", False),
    "other table": ("SELECT id FROM u", False),
}


@pytest.mark.parametrize(("query", "replaced"), QUERIES.values(), ids=QUERIES)
def test_or_replace_only_where_the_columns_certainly_stay(query: str, replaced: bool) -> None:
    old, new = (run(f"{TABLE}; CREATE VIEW v AS {text}") for text in ("SELECT id FROM t", query))

    steps = view.alter(_view(old), _view(new), old)

    assert steps == ([f"CREATE OR REPLACE VIEW public.v AS {query}"] if replaced else None)


def test_a_materialized_view_has_no_replace() -> None:
    old, new = (run(f"CREATE MATERIALIZED VIEW v AS SELECT 1 AS a{end}") for end in ("", " WHERE true"))

    assert view.alter(_view(old), _view(new), old) is None


def test_drop() -> None:
    catalog = run("CREATE MATERIALIZED VIEW v AS SELECT 1 AS a")

    assert view.drop(_view(catalog), catalog) == ["DROP MATERIALIZED VIEW public.v"]
    assert not list(run("DROP MATERIALIZED VIEW public.v", catalog).objects(View))


COPIES = {
    "create table as": "CREATE TABLE copy AS SELECT * FROM t",
    "named columns": "CREATE TABLE copy (a, b) AS SELECT id, name FROM t",
    "select into": "SELECT id, t.name AS b INTO copy FROM t",
}


@pytest.mark.parametrize("sql", COPIES.values(), ids=COPIES)
def test_a_table_copied_from_a_known_one_has_its_types_and_nothing_else(sql: str) -> None:
    copy = get(run(f"{TABLE}; {sql}"), "table", "copy")

    assert [str(column.type) for column in copy.columns] == ["integer", "character varying(9)"]
    assert not any(column.not_null for column in copy.columns)


TYPES = {
    "UNION ALL takes the names of the first": (
        "SELECT id, NULL::int AS n FROM t UNION ALL SELECT NULL, id FROM t",
        ["id integer", "n integer"],
    ),
    "a NULL takes the other's type": (
        "SELECT NULL AS name UNION SELECT name FROM t",
        ["name character varying"],
    ),
    "modifiers that differ are gone": (
        "SELECT name FROM t UNION SELECT 'x'::varchar(3)",
        ["name character varying"],
    ),
    "a join": (
        "SELECT a.id, b.name FROM t a JOIN t AS b ON a.id = b.id",
        ["id integer", "name character varying(9)"],
    ),
    "several tables": ("SELECT b.* FROM t a, t b", ["id integer", "name character varying(9)"]),
    "a WITH query": ("WITH q (a) AS (SELECT id FROM t) SELECT a FROM q", ["a integer"]),
    "a subquery": ("SELECT s.n FROM (SELECT id AS n FROM t) s", ["n integer"]),
    "VALUES": ("VALUES (1, 'a', true)", ["column1 integer", "column2 text", "column3 boolean"]),
    "constants": (
        "SELECT 1, 5000000000, 1.5, 'x' AS s, NULL AS n",
        ["?column? integer", "?column? bigint", "?column? numeric", "s text", "n text"],
    ),
    "calls": ("SELECT count(*), now() FROM t", ["count bigint", "now timestamp with time zone"]),
    "the greatest": ("SELECT max(id), min(name) FROM t", ["max integer", "min text"]),
    "calls that give the same whatever they get": (
        "SELECT nextval('s') AS a, length(name) AS b, trim(name) AS c, extract(year FROM now()) AS d, substr(name, 1) AS e FROM t",
        ["a bigint", "b integer", "c text", "d numeric", "e text"],
    ),
    "conditions": (
        "SELECT id > 1 AS big, name IS NULL AS none, coalesce(name, 'x') FROM t",
        ["big boolean", "none boolean", "coalesce character varying"],
    ),
}


@pytest.mark.parametrize(("query", "expected"), TYPES.values(), ids=TYPES)
def test_the_columns_of_a_query(query: str, expected: list[str]) -> None:
    made = f"{TABLE}; CREATE TABLE made AS {query}"
    columns = get(run(made), "table", "made").columns

    assert [f"{column.name} {column.type}" for column in columns] == expected
    assert notes(f"CREATE TABLE made AS {query}", TABLE) == []


def test_the_greatest_label_of_an_enum_is_of_its_type() -> None:
    made = "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE held (m mood, l mood[]); CREATE TABLE made AS SELECT max(m), min(l) FROM held"

    assert [str(column.type) for column in get(run(made), "table", "made").columns] == [
        "public.mood",
        "public.mood[]",
    ]


@pytest.mark.parametrize("call", ["length('(0,0)'::path)", "btrim('x'::bytea)", "max(id::text::citext)"])
def test_what_a_call_gives_for_what_is_no_text_is_said_not_to_be_known(call: str) -> None:
    assert "and not every type" in notes(f"CREATE TABLE copy AS SELECT {call} AS a FROM t", TABLE)[-1]


def test_columns_that_cannot_be_told_are_said() -> None:
    (message,) = notes("CREATE TABLE copy (a) AS SELECT stddev(id) FROM t", TABLE)

    assert message == (
        "the columns of public.copy come from a query that is not read: known is a, and not every type"
    )


def test_locks() -> None:
    made = f"{TABLE}; CREATE VIEW v AS SELECT id FROM t; CREATE MATERIALIZED VIEW m AS SELECT id FROM t"

    assert cost("CREATE OR REPLACE VIEW v AS SELECT id FROM t", made) == [("public.v", "AccessExclusiveLock")]
    assert cost("CREATE VIEW w AS SELECT id FROM t", made) == []
    assert cost("REFRESH MATERIALIZED VIEW m", made) == [("public.m", "AccessExclusiveLock")]
    assert cost("REFRESH MATERIALIZED VIEW CONCURRENTLY m", made) == [("public.m", "ExclusiveLock")]
    assert contents(run("REFRESH MATERIALIZED VIEW m", run(made))) == contents(run(made))


JOINED = """
CREATE TABLE owners (id int, owner_id int);
CREATE TABLE things (thing_id int, owner_id int);
CREATE VIEW owned AS SELECT owner_id, t.thing_id FROM owners JOIN things t USING (owner_id);
CREATE VIEW owned_too AS SELECT * FROM owners LEFT JOIN public.things USING (owner_id);
"""


def test_a_column_that_views_join_by_is_renamed_and_renamed_back_with_the_views_left_alone() -> None:
    before = run(JOINED)
    after = before.overlay()
    run_on(after, "ALTER TABLE things RENAME owner_id TO keeper")

    assert [one.sql for one in difference(before, after)] == [
        "ALTER TABLE public.things RENAME COLUMN owner_id TO keeper"
    ]
    assert [one.sql for one in difference(after, before)] == [
        "ALTER TABLE public.things RENAME COLUMN keeper TO owner_id"
    ]
    assert get(after, "view", "owned_too").query.endswith(
        "LEFT JOIN public.things AS things(thing_id, owner_id) USING (owner_id)"
    )


@pytest.mark.parametrize(
    ("named", "change", "wanted"),
    [
        ("(n, m)", "ALTER TABLE a RENAME q TO q1; ALTER TABLE b RENAME r TO r1", "(n, m)"),
        ("", "ALTER TABLE a RENAME q TO q1; ALTER TABLE b RENAME r TO r1", ""),
        ("(n, m, q)", "ALTER TABLE a RENAME q TO q1; ALTER TABLE b RENAME r TO r1", "(n, m, q)"),
        ("(n, m)", "ALTER TABLE a ADD r int", "(n, m, q, r_1)"),
        ("(n, m)", "ALTER TABLE a DROP p", "(n)"),
    ],
)
def test_what_nobody_named_of_a_join_goes_on_being_called_by_itself(
    named: str, change: str, wanted: str
) -> None:
    made = f"""
    CREATE TABLE a (x int, p int, q int); CREATE TABLE b (x int, r int);
    CREATE VIEW v AS SELECT j.q, j.r FROM (a JOIN b USING (x)) j {named}
    """
    catalog = replay([MigrationSource("a", "a", "a.sql", f"{made}; {change}")]).catalog

    assert get(catalog, "view", "v").query.partition("USING (x)) j")[2].strip() == wanted


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ("ALTER TABLE a RENAME x TO y", "j.y_1 AS y FROM (a JOIN b ON a.id = b.id) j (i, y, y_1)"),
        (
            "ALTER TABLE a RENAME x TO y; ALTER TABLE b RENAME y TO z",
            "j.z AS y FROM (a JOIN b ON a.id = b.id) j (i)",
        ),
        (
            "ALTER TABLE a RENAME x TO y; ALTER TABLE a RENAME y TO x",
            "j.y FROM (a JOIN b ON a.id = b.id) j (i)",
        ),
        ("ALTER TABLE a RENAME x TO z", "j.y FROM (a JOIN b ON a.id = b.id) j (i)"),
        ("ALTER TABLE b RENAME y TO x", "j.x_1 AS y FROM (a JOIN b ON a.id = b.id) j (i, x, x_1)"),
    ],
)
def test_what_stands_in_the_way_of_a_joined_column_has_it_called_otherwise(change: str, wanted: str) -> None:
    made = "CREATE TABLE a (id int, x int); CREATE TABLE b (y int, id int)"
    view = "CREATE VIEW v AS SELECT j.y FROM (a JOIN b ON a.id = b.id) j (i)"
    catalog = replay([MigrationSource("a", "a", "a.sql", f"{made}; {view}; {change}")]).catalog

    assert get(catalog, "view", "v").query == f"SELECT {wanted}"


def test_names_that_a_list_of_aliases_only_writes_out_follow_their_columns() -> None:
    """Also where it is not known who wrote the list, as in what PostgreSQL prints."""
    made = "CREATE TABLE a (id int); CREATE TABLE b (y int, bid int)"
    listed = "CREATE VIEW v AS SELECT b.y FROM a JOIN b AS b(y, id) USING (id)"

    catalog = run(f"{made}; {listed}; ALTER TABLE b RENAME y TO z")

    assert get(catalog, "view", "v").query == "SELECT b.z AS y FROM a JOIN b AS b(z, id) USING (id)"


def test_a_view_that_calls_a_table_by_its_schema_calls_it_by_its_alias_then() -> None:
    sql = "CREATE VIEW named AS SELECT public.things.thing_id FROM owners JOIN public.things USING (owner_id)"
    renamed = run(f"{JOINED}; {sql}; ALTER TABLE things RENAME owner_id TO keeper")

    assert get(renamed, "view", "named").query == (
        "SELECT things.thing_id FROM owners JOIN public.things AS things(thing_id, owner_id) USING (owner_id)"
    )


def printed(sql: str) -> str:
    (made,) = (one.sql for one in difference(empty(), run(sql)) if one.sql.startswith("CREATE VIEW"))
    return made


BARE = """
CREATE TABLE people (id int, name text);
CREATE TABLE pets (owner int, kind text);
CREATE VIEW kept AS SELECT name, kind FROM people JOIN pets p ON owner = id
"""
PLAIN = "CREATE VIEW public.kept AS SELECT name, kind FROM people JOIN pets p ON owner = id"


def test_a_bare_column_is_of_the_table_that_had_it_when_the_view_was_made() -> None:
    assert printed(f"{BARE}; ALTER TABLE pets ADD name text") == (
        "CREATE VIEW public.kept AS SELECT people.name, p.kind FROM people JOIN pets p ON p.owner = people.id"
    )


def test_a_bare_column_is_of_what_the_search_path_finds() -> None:
    setup = "CREATE TABLE people (x int); CREATE SCHEMA own; CREATE TABLE own.people (id int); CREATE TABLE own.pets (kind int)"
    made = run(
        "CREATE VIEW own.v AS WITH w AS (SELECT id FROM people, pets) SELECT id FROM w",
        run(setup),
        Session(search_path=("own", "public")),
    )

    assert get(made, "view", "v", "own").spelled_out == (
        "WITH w AS (SELECT people.id FROM people, pets) SELECT w.id FROM w"
    )


def test_a_view_is_printed_as_it_was_written_where_that_says_the_same() -> None:
    assert printed(f"{BARE}; ALTER TABLE pets ADD age int") == PLAIN


def test_a_column_of_the_query_around_stays_that() -> None:
    inner = "CREATE TABLE a (id int); CREATE TABLE b (a_id int); CREATE VIEW v AS SELECT id FROM a WHERE EXISTS (SELECT FROM b WHERE a_id = id)"

    assert printed(f"{inner}; ALTER TABLE b ADD id int").endswith(
        "SELECT a.id FROM a WHERE EXISTS (SELECT FROM b WHERE b.a_id = a.id)"
    )


def test_a_way_back_leaves_views_alone_that_a_column_more_means_nothing_to() -> None:
    before = run(BARE)
    after = before.overlay()
    run_on(after, "ALTER TABLE pets ADD name text")

    assert [one.sql for one in difference(after, before)] == ["ALTER TABLE public.pets DROP COLUMN name"]


@pytest.mark.parametrize(
    ("made", "change", "check"),
    [
        ("", "SET (check_option = local)", "LOCAL"),
        ("WITH LOCAL CHECK OPTION", "SET (check_option = cascaded, security_barrier)", "CASCADED"),
        ("WITH CHECK OPTION", "RESET (check_option)", ""),
        ("WITH CHECK OPTION", "SET (security_barrier)", "CASCADED"),
    ],
)
def test_alter_view_sets_what_is_checked(made: str, change: str, check: str) -> None:
    sql = f"CREATE TABLE t (id int); CREATE VIEW v AS SELECT id FROM t {made}; ALTER VIEW v {change}"
    view = get(run(sql), "view", "v")

    assert view.check_option == check
    assert not any(option.startswith("check_option") for option in view.options)


def test_each_view_on_the_way_to_the_columns_of_one_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Views that read the one before twice double the ways there with each."""
    steps = [
        f"CREATE VIEW v{n + 1} AS SELECT x.id, y.name FROM v{n} x JOIN v{n} y USING (id)" for n in range(12)
    ]
    catalog = run("; ".join([TABLE, "CREATE VIEW v0 AS SELECT * FROM t", *steps]))
    last = catalog.find(ObjectRef("view", "public", "v12"), View)
    assert last is not None
    reads: list[str] = []

    def counted(sql: str) -> tuple[str, Node]:
        reads.append(sql)
        return statement(sql)

    monkeypatch.setattr(query_columns, "statement", counted)
    found = query_columns.of_view(catalog, Session(), last)

    assert [(column.name, column.type.name) for column in found or ()] == [
        ("id", "int4"),
        ("name", "varchar"),
    ]
    assert len(reads) == 13
