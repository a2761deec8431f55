"""builtins: what PostgreSQL defines, and what an extension does."""

from __future__ import annotations

import subprocess
import sys

import pytest

from fixer.sql.builtins import extensions_providing, is_builtin


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("function", "now"),
        ("function", "gen_random_uuid"),
        ("function", "any_value"),  # from PostgreSQL 16 on
        ("function", "uuidv7"),  # from PostgreSQL 18 on
        ("function", "count"),
        ("function", "date"),  # a type's name works as a function
        ("function", "system"),  # TABLESAMPLE
        ("type", "text"),
        ("type", "int4"),
        ("type", "_int4"),
        ("type", "char"),
        ("type", "bigserial"),
        ("type", "pg_class"),
        ("operator", "="),
        ("operator", "~~*"),
        ("relation", "pg_class"),
        ("relation", "pg_stat_activity"),
        ("collation", "C"),
        ("collation", "de-x-icu"),
        ("collation", "en_US.utf8"),
    ],
)
def test_what_pg_catalog_has_is_built_in(kind: str, name: str) -> None:
    assert is_builtin(kind, name)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("function", "set_updated_at"),
        ("function", "uuid_generate_v4"),
        ("function", "NOW"),  # names come folded; "NOW" is another function
        ("type", "citext"),
        ("type", "orders"),
        ("type", "_orders"),
        ("operator", "<=>"),
        ("relation", "orders"),
        ("relation", "pg_stat_statements"),
        ("collation", "german"),
    ],
)
def test_what_somebody_made_is_not(kind: str, name: str) -> None:
    assert not is_builtin(kind, name)


@pytest.mark.parametrize(
    ("kind", "name", "extensions"),
    [
        ("function", "uuid_generate_v4", {"uuid-ossp"}),
        ("function", "crypt", {"pgcrypto"}),
        ("function", "similarity", {"pg_trgm"}),
        ("function", "cosine_distance", {"vector"}),
        ("function", "l2_distance", {"vector"}),
        ("type", "citext", {"citext"}),
        ("type", "vector", {"vector"}),
        ("type", "halfvec", {"vector"}),
        ("type", "sparsevec", {"vector"}),
        ("operator", "<=>", {"cube", "vector"}),
        ("operator", "<#>", {"cube", "vector"}),
        ("operator", "<+>", {"vector"}),
        ("relation", "pg_stat_statements", {"pg_stat_statements"}),
        ("function", "now", set()),
        ("function", "set_updated_at", set()),
    ],
)
def test_extensions_are_known_by_what_they_bring(kind: str, name: str, extensions: set[str]) -> None:
    assert extensions_providing(kind, name) == extensions


def test_a_name_can_be_built_in_and_an_extensions_too() -> None:
    assert is_builtin("operator", "=")
    assert extensions_providing("operator", "=") >= {"citext", "hstore", "ltree", "vector"}


@pytest.mark.parametrize("ask", [is_builtin, extensions_providing])
def test_an_unknown_kind_is_an_error(ask: object) -> None:
    with pytest.raises(KeyError):
        ask("index", "orders")  # type: ignore[operator]


def test_the_facts_are_not_read_before_they_are_needed() -> None:
    code = "import fixer.sql.builtins as b; assert b._facts.cache_info().currsize == 0"

    subprocess.run([sys.executable, "-c", code], check=True)
