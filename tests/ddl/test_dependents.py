"""What needs an object is looked up by what each layer remembers, and is what looking at every object would find."""

from __future__ import annotations

import pytest
from helpers import notes

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object, Table
from fixer.ddl.base import Session
from fixer.ddl.run import run
from fixer.ddl.texts.depends import dependents, needs
from fixer.model import ObjectRef
from fixer.replay import start

SCHEMA = """
CREATE TYPE tier AS ENUM ('free', 'paid');
CREATE TABLE orders (id bigint PRIMARY KEY, tier tier NOT NULL DEFAULT 'free');
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW paid AS SELECT id FROM orders WHERE tier = 'paid';
CREATE VIEW paid_ids AS SELECT id FROM paid;
"""
ORDERS = ObjectRef("table", "public", "orders")
TIER = ObjectRef("type", "public", "tier")
PAID = ObjectRef("view", "public", "paid")


def built(text: str, catalog: Catalog) -> Catalog:
    for sql in filter(str.strip, text.split(";\n")):
        run(catalog, sql, Session(strict=True))
    return catalog


def by_looking(catalog: Catalog, ref: ObjectRef) -> list[ObjectRef]:
    return [item.ref for item in catalog.objects(Object) if ref in needs(item, catalog)]


def found(catalog: Catalog, ref: ObjectRef) -> list[str]:
    listed = [item.ref for item in dependents(catalog, ref)]
    assert listed == by_looking(catalog, ref)
    return [ref.name for ref in listed]


def test_in_the_order_of_creation_through_all_layers():
    base = built(SCHEMA, start())
    layer = built(
        "CREATE TABLE items (id bigint, tier tier);\nCREATE VIEW all_orders AS SELECT * FROM orders",
        base.overlay(),
    )

    assert found(base, TIER) == ["orders"]
    assert found(layer, TIER) == ["orders", "items"]
    assert found(layer, ORDERS)[-2:] == ["paid", "all_orders"]


def test_what_is_gone_or_needs_it_no_more_is_not_found():
    base = built(SCHEMA, start())
    assert found(base, TIER) == ["orders"]
    layer = built("DROP VIEW paid_ids", base.overlay())
    assert found(layer, PAID) == []
    built("DROP VIEW paid;\nALTER TABLE orders DROP COLUMN tier", layer)

    assert found(layer, TIER) == []
    assert found(base, PAID) == ["paid_ids"]
    layer.commit()
    assert found(base, TIER) == []


def test_what_went_together_in_a_layer_is_known_to_need_each_other_below_it():
    """The layer is asked first: below it the views are there, and one needs the other."""
    base = built(SCHEMA, start())
    layer = base.overlay()
    for name in ("paid_ids", "paid"):
        layer.remove(ObjectRef("view", "public", name))

    assert "paid" not in found(layer, ORDERS)
    assert found(base, PAID) == ["paid_ids"]


def test_what_is_written_after_it_was_asked_is_found_too():
    base = built(SCHEMA, start())
    assert found(base, PAID) == ["paid_ids"]

    built("CREATE VIEW more AS SELECT id FROM paid", base)

    assert found(base, PAID) == ["paid_ids", "more"]


def test_a_filled_catalog_knows_as_much():
    base = built(SCHEMA, start())
    filled = Catalog()
    filled.fill(base.objects(Object))

    assert found(filled, TIER) == ["orders"]


def test_a_focus_hides_nothing_from_a_look_up():
    base = built(SCHEMA, start())
    view = base.focused([ORDERS])

    assert [item.ref.name for item in view.objects(Table)] == ["orders"]
    assert [item.ref.name for item in dependents(view, PAID)] == ["paid_ids"]


@pytest.mark.parametrize(
    ("clause", "used"),
    [
        ("kind = 'a'", "items.kind"),
        ("EXISTS (SELECT FROM orders WHERE orders.id = items.id)", "items.id orders.id"),
        ("EXISTS (SELECT FROM orders WHERE tier = 'paid')", "orders.tier"),
        ("id IN (SELECT id FROM orders)", "items.id orders.id"),
        ("kind = (SELECT current_user)", "items.kind"),
    ],
)
def test_a_policy_needs_the_columns_of_the_tables_that_it_reads_and_no_more(clause, used, server):
    """As pg_depend has it."""
    table = "CREATE TABLE items (id bigint, kind text, tier tier)"
    policy = f"CREATE POLICY p ON items USING ({clause})"
    catalog = built(f"{SCHEMA};\n{table};\n{policy}", start())
    columns = [
        ObjectRef("column", "public", column.name, name)
        for name in ("items", "orders")
        for column in catalog.find(ObjectRef("table", "public", name), Table).columns
    ]

    needing = [
        f"{ref.table}.{ref.name}"
        for ref in columns
        if any(item.ref.kind == "policy" for item in dependents(catalog, ref))
    ]

    with server.database("policy") as url:
        server.psql(url, f"{SCHEMA};\n{table};\n{policy}")
        told = server.psql(
            url,
            "\\t on\nSELECT refobjid::regclass || '.' || attname FROM pg_depend JOIN pg_attribute ON attrelid = refobjid "
            "AND attnum = refobjsubid WHERE classid = 'pg_policy'::regclass ORDER BY 1",
        ).split()
    assert " ".join(sorted(needing)) == used
    assert sorted(told) == sorted(needing)


def test_tables_that_are_dropped_together_may_need_each_other() -> None:
    setup = "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a)"

    assert notes("DROP TABLE a, b", setup) == notes("DROP TABLE b, a", setup) == []
    assert notes("DROP TABLE a", setup) == ["constraint public.b.b_a_fkey still needs table public.a"]
