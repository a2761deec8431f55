"""What an extension has goes by its new schema's name wherever it is used; what only looks like it stays."""

from __future__ import annotations

import pytest

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function, Index, Object, Table, Trigger
from fixer.ddl.texts.held_texts import held_by
from fixer.layouts.base import MigrationSource
from fixer.replay import Replayed, replay

SETUP = """CREATE SCHEMA ext; CREATE SCHEMA app;
CREATE EXTENSION citext SCHEMA ext; CREATE EXTENSION hstore; CREATE EXTENSION ltree; CREATE EXTENSION pg_trgm;
CREATE EXTENSION moddatetime; CREATE EXTENSION "uuid-ossp";
CREATE TYPE app.hstore AS ENUM ('a');
CREATE FUNCTION app.uuid_generate_v4() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid';
CREATE TABLE t (id uuid DEFAULT uuid_generate_v4() PRIMARY KEY, other uuid DEFAULT app.uuid_generate_v4(), note text,
    c ext.citext DEFAULT 'x'::ext.citext, h hstore, own app.hstore, p ltree[], at timestamptz);
"""


def _moved(*statements: str) -> Replayed:
    text = SETUP + ";\n".join(statements)
    return replay([MigrationSource("1", "a", "a.sql", text)])


def _texts(item: Object) -> list[str]:
    return [held.statement for held in held_by(item)]


def _types(catalog: Catalog) -> dict[str, str]:
    table = catalog.table("public", "t")
    assert table is not None
    return {column.name: f"{column.type.schema}.{column.type.name}" for column in table.columns}


def test_types_follow_into_a_schema_and_out_of_it():
    types = _types(
        _moved(
            "ALTER EXTENSION citext SET SCHEMA public; ALTER EXTENSION hstore SET SCHEMA ext; ALTER EXTENSION ltree SET SCHEMA app"
        ).catalog
    )

    assert (types["c"], types["h"], types["own"], types["p"]) == (
        ".citext",
        "ext.hstore",
        "app.hstore",
        "app.ltree",
    )


USES = {
    "CREATE INDEX i ON t USING gin (note public.gin_trgm_ops)": ("ext.gin_trgm_ops", "pg_trgm"),
    "CREATE INDEX i ON t USING gin (lower(note) gin_trgm_ops)": ("ext.gin_trgm_ops", "pg_trgm"),
    "CREATE INDEX i ON t (note text_pattern_ops)": ("text_pattern_ops", "pg_trgm"),
}


@pytest.mark.parametrize("sql", USES)
def test_operator_classes_of_indexes_follow(sql):
    suffix, extension = USES[sql]

    (index,) = [
        one
        for one in _moved(sql, f"ALTER EXTENSION {extension} SET SCHEMA ext").catalog.objects(Index)
        if one.ref.name == "i"
    ]

    assert index.keys[0].suffix == suffix


TEXTS = {
    "CREATE VIEW v AS SELECT similarity(note, 'x') AS s FROM t": ("pg_trgm", "ext.similarity(note, 'x')"),
    "CREATE VIEW v AS SELECT note OPERATOR(public.%) 'x' AS s FROM t": (
        "pg_trgm",
        "note OPERATOR(ext.%) 'x'",
    ),
    "CREATE VIEW v AS SELECT app.uuid_generate_v4() AS s": ("uuid-ossp", "app.uuid_generate_v4()"),
    "CREATE VIEW v AS SELECT lower(note) AS s FROM t": ("pg_trgm", "lower(note)"),
    "CREATE DOMAIN v AS text CHECK (similarity(VALUE, 'x') < 1)": (
        "pg_trgm",
        "ext.similarity(VALUE, 'x') < 1",
    ),
}


@pytest.mark.parametrize("sql", TEXTS)
def test_texts_follow_and_what_is_somebody_else_s_stays(sql):
    extension, wanted = TEXTS[sql]

    catalog = _moved(sql, f'ALTER EXTENSION "{extension}" SET SCHEMA ext').catalog

    assert [
        wanted in text for one in catalog.objects(Object) if one.ref.name == "v" for text in _texts(one)
    ] == [True]


def test_functions_are_called_after_the_types_and_triggers_after_the_functions():
    catalog = _moved(
        "CREATE FUNCTION f(a hstore) RETURNS SETOF ltree LANGUAGE plpgsql AS 'BEGIN RETURN; END'",
        "CREATE TRIGGER up BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION moddatetime(at)",
        "ALTER EXTENSION hstore SET SCHEMA ext; ALTER EXTENSION moddatetime SET SCHEMA ext",
    ).catalog

    assert [one.ref.args for one in catalog.objects(Function) if one.ref.name == "f"] == ["ext.hstore"]
    assert [one.function.schema for one in catalog.objects(Trigger)] == ["ext"]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("CREATE INDEX i ON t ((h -> 'x'))", True),
        ("CREATE POLICY p ON t USING (h ? 'x')", True),
        ("CREATE TABLE ranges (p ltree, EXCLUDE USING gist (p public.gist_ltree_ops WITH =))", True),
        ("CREATE INDEX i ON t (note)", False),
        ("CREATE VIEW v AS SELECT akeys(h) FROM t", False),
    ],
)
def test_what_may_use_it_without_saying_so_is_announced(sql, said):
    replayed = _moved(sql, "ALTER EXTENSION hstore SET SCHEMA ext; ALTER EXTENSION ltree SET SCHEMA ext")

    assert any("is in another schema now" in one.message for one in replayed.diagnostics) is said


def test_every_table_is_as_it_was_but_for_the_extension_s():
    before, after = _moved().catalog, _moved("ALTER EXTENSION pg_trgm SET SCHEMA ext").catalog

    assert list(before.objects(Table)) == list(after.objects(Table))
