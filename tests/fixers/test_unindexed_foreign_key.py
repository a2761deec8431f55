"""unindexed-foreign-key: which index serves a key, and what is built where none does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers_catalog import answers, finding, found, named, report, run, split, sql_of, statements

from fixer.catalog.objects import Index
from fixer.model import Fix, ObjectRef, Satisfied
from fixer.registry import mend, problems
from fixer.render import Templates

FIXER = named("unindexed-foreign-key")
SHOP = """
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers, note text{});
"""
PAIR = """
CREATE TABLE regions (country text, code text, PRIMARY KEY (country, code));
CREATE TABLE shops (id int, country text, code text, y int, FOREIGN KEY (country, code) REFERENCES regions);
"""
EVENTS = """
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE events (user_id bigint REFERENCES users, at int, n int) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10);
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (n);
CREATE TABLE events_2a PARTITION OF events_2 FOR VALUES FROM (0) TO (10);
"""


def test_the_index_is_built_concurrently_on_the_key() -> None:
    assert sql_of(FIXER, SHOP.format("")) == [
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_customer_id_idx ON public.orders (customer_id)"
    ]


def test_a_tool_without_concurrent_builds_gets_the_plain_form() -> None:
    assert sql_of(FIXER, SHOP.format(""), concurrently=False) == [
        "CREATE INDEX IF NOT EXISTS orders_customer_id_idx ON public.orders (customer_id)"
    ]


@pytest.mark.parametrize(
    ("ddl", "by"),
    [
        ("CREATE INDEX i ON orders (customer_id)", "i (customer_id)"),
        ("CREATE INDEX i ON orders (customer_id DESC, note)", "i (customer_id, note)"),
        ("ALTER TABLE orders ADD CONSTRAINT u UNIQUE (customer_id, id)", "u (customer_id, id)"),
        ("CREATE INDEX i ON orders (customer_id) WHERE customer_id IS NOT NULL", "i (customer_id)"),
        ("CREATE INDEX i ON orders (customer_id) WHERE NOT ((customer_id) IS NULL)", "i (customer_id)"),
        ("CREATE INDEX i ON orders (customer_id, lower(note))", "i (customer_id, …)"),
    ],
)
def test_an_index_that_begins_with_the_key_serves_and_is_named(ddl: str, by: str) -> None:
    assert found(FIXER, SHOP.format("") + ddl) == {"orders_customer_id_fkey": by}


@pytest.mark.parametrize(
    "ddl",
    [
        "CREATE INDEX i ON orders (note, customer_id)",
        "CREATE INDEX i ON orders (note) INCLUDE (customer_id)",
        "CREATE INDEX i ON orders (customer_id) WHERE note IS NOT NULL",
        "CREATE INDEX i ON orders (customer_id) WHERE customer_id IS NOT NULL AND note IS NOT NULL",
        "CREATE INDEX i ON orders (customer_id) WHERE customer_id > 100",
        "CREATE INDEX i ON orders (customer_id) WHERE customer_id IS NOT NULL OR note IS NULL",
        "CREATE INDEX i ON orders ((customer_id + 0))",
        "CREATE INDEX i ON orders USING brin (customer_id)",
        "CREATE INDEX i ON orders USING hash (customer_id)",
    ],
)
def test_an_index_that_cannot_find_the_rows_does_not_serve(ddl: str) -> None:
    assert found(FIXER, SHOP.format("") + ddl) == {"orders_customer_id_fkey": None}


def test_an_invalid_index_does_not_serve_and_its_name_is_not_taken() -> None:
    """IF NOT EXISTS would skip the leftover of a failed build."""
    catalog = run(SHOP.format("") + "CREATE INDEX orders_customer_id_idx ON orders (customer_id)")
    index = catalog.find(ObjectRef("index", "public", "orders_customer_id_idx"), Index)
    assert index is not None
    catalog.put(replace(index, valid=False))
    (problem,) = problems(FIXER, catalog, FIXER.options())
    fix = mend(FIXER, finding(FIXER.rule, problem), catalog, FIXER.options())

    assert isinstance(fix, Fix)
    assert fix.operations[0].params["index"] == "orders_customer_id_idx1"


def test_an_index_of_another_collation_does_not_serve() -> None:
    tables = "CREATE TABLE p (id text PRIMARY KEY); CREATE TABLE r (p text REFERENCES p);"

    assert found(FIXER, tables + 'CREATE INDEX i ON r (p COLLATE "C")') == {"r_p_fkey": None}
    assert found(FIXER, tables + "CREATE INDEX i ON r (p text_pattern_ops)") == {"r_p_fkey": "i (p)"}


@pytest.mark.parametrize(
    ("ddl", "by"),
    [
        ("CREATE INDEX i ON shops (code, country)", "i (code, country)"),
        ("CREATE INDEX i ON shops (code, country, y)", "i (code, country, y)"),
        (
            "CREATE INDEX i ON shops (country, code) WHERE code IS NOT NULL AND country IS NOT NULL",
            "i (country, code)",
        ),
        ("CREATE INDEX i ON shops (country, code) WHERE code IS NOT NULL", "i (country, code)"),
        ("CREATE INDEX i ON shops (country)", None),
        ("CREATE INDEX i ON shops (country, y, code)", None),
        ("CREATE INDEX i ON shops (country, code) WHERE y > 100", None),
        ("CREATE INDEX i ON shops (country) INCLUDE (code)", None),
    ],
)
def test_a_composite_key_wants_its_columns_first_in_any_order(ddl: str, by: str | None) -> None:
    assert found(FIXER, PAIR + ddl) == {"shops_country_code_fkey": by}


def test_the_index_of_a_composite_key_has_the_order_of_the_key() -> None:
    assert sql_of(FIXER, PAIR) == [
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS shops_country_code_idx ON public.shops (country, code)"
    ]


def test_two_keys_on_one_column_get_one_index() -> None:
    ddl = SHOP.format(", FOREIGN KEY (customer_id) REFERENCES customers")

    first, second = answers(FIXER, ddl)

    assert isinstance(first, Fix)
    assert isinstance(second, Satisfied)
    assert second.by == "orders_customer_id_idx (customer_id)"


def test_partitions_are_built_concurrently_under_a_parent_that_is_not() -> None:
    assert sql_of(FIXER, EVENTS) == [
        "CREATE INDEX IF NOT EXISTS events_user_id_idx ON ONLY public.events (user_id)",
        "CREATE INDEX IF NOT EXISTS events_2_user_id_idx ON ONLY public.events_2 (user_id)",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS events_1_user_id_idx ON public.events_1 (user_id)",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS events_2a_user_id_idx ON public.events_2a (user_id)",
        "ALTER INDEX public.events_user_id_idx ATTACH PARTITION public.events_1_user_id_idx",
        "ALTER INDEX public.events_2_user_id_idx ATTACH PARTITION public.events_2a_user_id_idx",
        "ALTER INDEX public.events_user_id_idx ATTACH PARTITION public.events_2_user_id_idx",
    ]


def test_an_index_that_a_partition_has_already_is_left_alone_and_named() -> None:
    """Once attached, it would go down with the parent's and could not be restored in the same transaction."""
    (fix,) = answers(FIXER, EVENTS + "CREATE INDEX mine ON events_1 (user_id)")

    assert not any("mine" in statement for statement in statements(fix))
    assert fix.notes == ("events_1 has mine (user_id) already, which the new one makes redundant.",)


def test_a_partition_is_not_reported_beside_its_parent() -> None:
    assert found(FIXER, EVENTS) == {"events_user_id_fkey": None}


def test_another_tools_finding_on_a_partition_is_mended_at_the_parent() -> None:
    catalog = run(EVENTS)
    target = ObjectRef("constraint", "public", "events_user_id_fkey", "events_1")
    fix = mend(FIXER, report(FIXER.rule, target), catalog, FIXER.options())

    assert isinstance(fix, Fix)
    assert fix.operations[0].params["index"] == "events_user_id_idx"


def test_a_partitions_own_key_is_its_own() -> None:
    own = "CREATE TABLE tags (id int PRIMARY KEY); ALTER TABLE events_1 ADD FOREIGN KEY (n) REFERENCES tags;"

    statements = sql_of(FIXER, EVENTS + "CREATE INDEX ON events (user_id);" + own)

    assert statements == ["CREATE INDEX CONCURRENTLY IF NOT EXISTS events_1_n_idx ON public.events_1 (n)"]


def test_an_index_on_each_partition_serves() -> None:
    each = "CREATE INDEX a ON events_1 (user_id); CREATE INDEX b ON events_2a (user_id);"

    (by,) = found(FIXER, EVENTS + each).values()

    assert by is not None
    assert by.startswith("an index on each partition: a (user_id)")


def test_long_names_that_would_be_cut_alike_stay_apart() -> None:
    """PostgreSQL cuts at 63 bytes, and IF NOT EXISTS would skip the second index without a word."""
    table = "t" * 40
    columns = ["ü" * 20 + "_first", "ü" * 20 + "_second"]
    keys = ", ".join(f"{column} int REFERENCES c" for column in columns)
    ddl = f"CREATE TABLE c (id int PRIMARY KEY); CREATE TABLE {table} ({keys})"

    names = [fix.operations[0].params["index"] for fix in answers(FIXER, ddl)]

    assert len(set(names)) == 2
    assert all(len(name.encode()) <= 63 and name.endswith("_idx") for name in names)


def test_a_name_that_is_taken_is_not_used() -> None:
    taken = "CREATE TABLE orders_customer_id_idx (x int);"

    assert "orders_customer_id_idx1 ON" in sql_of(FIXER, SHOP.format("") + taken)[0]


@pytest.mark.parametrize(
    ("action", "why"),
    [
        (
            "",
            "Deleting or re-keying a row of customers scans all of orders, "
            "and so does every join from customers.",
        ),
        (
            " ON DELETE CASCADE",
            "Deleting a row of customers (ON DELETE CASCADE) or re-keying it scans all of orders, "
            "and so does every join from customers.",
        ),
        (
            " ON DELETE SET NULL",
            "Deleting a row of customers (ON DELETE SET NULL) or re-keying it scans all of orders, "
            "and so does every join from customers.",
        ),
    ],
)
def test_the_reason_says_what_is_slow(action: str, why: str) -> None:
    (fix,) = answers(FIXER, SHOP.replace("REFERENCES customers", f"REFERENCES customers{action}").format(""))

    assert fix.why == why
    assert fix.slug == "index_orders_customer_id"


def test_the_reason_of_a_tree_names_its_table_once() -> None:
    (fix,) = answers(FIXER, "CREATE TABLE tree (id int PRIMARY KEY, parent_id int REFERENCES tree)")

    assert fix.why == (
        "Deleting or re-keying a row of tree scans the whole table for rows that refer to it, "
        "and so does every look-up of them."
    )


def test_keys_to_tables_that_are_not_there_are_indexed_too() -> None:
    assert sql_of(FIXER, "CREATE TABLE profiles (n int, user_id uuid REFERENCES auth.users)") == [
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS profiles_user_id_idx ON public.profiles (user_id)"
    ]


def test_tables_of_the_platform_are_left_alone() -> None:
    ddl = "CREATE TABLE auth.users (id int PRIMARY KEY); CREATE TABLE auth.keys (u int REFERENCES auth.users)"

    assert found(FIXER, ddl, platform="supabase") == {}
    assert found(FIXER, ddl) == {"keys_u_fkey": None}


def test_names_that_need_quotes_get_them() -> None:
    ddl = 'CREATE TABLE "A" (id int PRIMARY KEY); CREATE TABLE "My B" ("a""Id" int REFERENCES "A")'

    assert sql_of(FIXER, ddl) == [
        'CREATE INDEX CONCURRENTLY IF NOT EXISTS "My B_a""Id_idx" ON public."My B" ("a""Id")'
    ]


@pytest.mark.parametrize("names", [["orders_idx"], ["a_idx", "b_idx"], ["a'\"%_$$x"], ["$body$", "100%\\"]])
def test_the_check_after_concurrent_builds_parses_whatever_the_names(names: list[str]) -> None:
    refs = [{"ref": ObjectRef("index", "public", name)} for name in names]

    text = Templates().render("sql/check_indexes.sql.j2", {"indexes": refs, "concurrently": True})

    assert len(split(text)) == 1
    assert text.startswith("DO $")


def test_the_check_of_one_index_reads_as_by_hand() -> None:
    refs = [{"ref": ObjectRef("index", "public", "orders_customer_id_idx")}]

    text = Templates().render("sql/check_indexes.sql.j2", {"indexes": refs, "concurrently": True})

    assert text.strip().splitlines() == [
        "DO $$",
        "BEGIN",
        "    IF NOT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = "
        "pg_catalog.to_regclass('public.orders_customer_id_idx') AND indisvalid) THEN",
        "        RAISE EXCEPTION 'index public.orders_customer_id_idx is missing or invalid'",
        "            USING HINT = 'Drop it with DROP INDEX CONCURRENTLY "
        "and run the migration that builds it again.';",
        "    END IF;",
        "END $$",
    ]
