"""What names a text search configuration in a constant: tests/fidelity/search_constants.sql asks PostgreSQL the same."""

from __future__ import annotations

import pytest
from helpers import assert_comes_back, assert_leaves, run

from fixer.ddl.base import Session
from fixer.ddl.difference import difference

CONFIGURATION = "CREATE TEXT SEARCH CONFIGURATION cfg (COPY = simple);"
DICTIONARY = "CREATE TEXT SEARCH DICTIONARY dict (TEMPLATE = simple);"
GONE = "DROP TEXT SEARCH CONFIGURATION cfg CASCADE"
TABLE = "CREATE TABLE t (c text, d int)"

CASES = {
    "a computed column": (
        "CREATE TABLE t (c text, g tsvector GENERATED ALWAYS AS (to_tsvector('cfg', c)) STORED, d int)",
        TABLE,
    ),
    "a default": (
        "CREATE TABLE t (c text DEFAULT to_tsvector('public.cfg', 'x')::text, d int)",
        TABLE,
    ),
    "an index": (f"{TABLE}; CREATE INDEX i ON t (to_tsvector('cfg'::regconfig, c))", TABLE),
    "a check": (f"{TABLE}; ALTER TABLE t ADD CHECK (c::tsvector @@ plainto_tsquery('cfg', c))", TABLE),
    "a view": (f"{TABLE}; CREATE VIEW v AS SELECT to_tsvector('cfg', c) AS q FROM t", TABLE),
    "another": (
        f"{TABLE}; CREATE INDEX i ON t (to_tsvector('simple', c))",
        f"{TABLE}; CREATE INDEX i ON t (to_tsvector('simple', c))",
    ),
    "one by its default": (
        f"{TABLE}; CREATE VIEW v AS SELECT to_tsvector(c) AS q FROM t",
        f"{TABLE}; CREATE VIEW v AS SELECT to_tsvector(c) AS q FROM t",
    ),
    "a body": (
        "CREATE FUNCTION f(c text) RETURNS tsvector LANGUAGE sql AS $$ SELECT to_tsvector('cfg', c) $$",
        "CREATE FUNCTION f(c text) RETURNS tsvector LANGUAGE sql AS $$ SELECT to_tsvector('cfg', c) $$",
    ),
}


@pytest.mark.parametrize(("made", "left"), CASES.values(), ids=CASES.keys())
def test_what_names_a_configuration_goes_with_it(made: str, left: str) -> None:
    assert_leaves(f"{CONFIGURATION} {made}", GONE, left)


@pytest.mark.parametrize("made", [case[0] for case in CASES.values()], ids=CASES.keys())
def test_it_comes_back(made: str) -> None:
    assert_comes_back(f"{CONFIGURATION} {made}", GONE)


def test_a_dictionary_takes_configurations_along() -> None:
    mapped = "ALTER TEXT SEARCH CONFIGURATION cfg ALTER MAPPING FOR word WITH dict"
    index = "CREATE INDEX i ON t (to_tsvector('cfg', c))"
    made = (
        f"{DICTIONARY} {CONFIGURATION} {mapped}; {TABLE} ; {index}; DROP TEXT SEARCH DICTIONARY dict CASCADE"
    )

    assert difference(run(made), run(TABLE)) == []


def test_without_cascade_it_is_refused() -> None:
    session = Session()
    made = f"{CONFIGURATION} {TABLE}; CREATE INDEX i ON t (to_tsvector('cfg', c))"
    run("DROP TEXT SEARCH CONFIGURATION cfg", run(made), session)

    assert session.misfits


@pytest.mark.parametrize(
    ("used", "said"),
    [
        ("own('cfg', c)", True),  # which may take regconfig
        ("ts_headline('cfg', c, ''::tsquery)", True),  # or this text
        ("own('other.cfg', c)", False),
        ("own('config', c)", False),
        ("c", False),
    ],
)
def test_what_may_name_it_is_said(used: str, said: bool) -> None:
    session = Session()
    own = "CREATE FUNCTION own(regconfig, text) RETURNS text LANGUAGE sql AS 'SELECT $2'"
    run(GONE, run(f"{CONFIGURATION} {own}; {TABLE}; CREATE VIEW v AS SELECT {used} AS q FROM t"), session)

    assert bool(session.notes) == said
