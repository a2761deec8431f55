"""What belongs to a table is remembered once asked for, and is known anew after anything was written."""

from __future__ import annotations

import pytest
from helpers import run

from fixer.catalog.catalog import Catalog
from fixer.catalog.keys import FAMILIES, keys_of
from fixer.catalog.objects import Column, Constraint, Index, IndexKey, Object, Table
from fixer.model import ObjectRef
from fixer.sql.types import DataType
from fixer.values import replace

ORDERS = ObjectRef("table", "public", "orders")
FIRST, SECOND = (Index(ObjectRef("index", "public", name), table=ORDERS) for name in ("first", "second"))
CHECK = Constraint(ObjectRef("constraint", "public", "positive", "orders"), table=ORDERS, expression="id > 0")


def built() -> Catalog:
    catalog = Catalog()
    catalog.fill([Table(ORDERS, columns=(Column("id", DataType("pg_catalog", "int8")),)), FIRST, CHECK])
    return catalog


def committed(catalog: Catalog) -> None:
    layer = catalog.overlay()
    layer.put(SECOND)
    layer.remove(FIRST.ref)
    layer.commit()


def renamed(catalog: Catalog) -> None:
    catalog.remove(FIRST.ref)
    catalog.put(replace(FIRST, ref=ObjectRef("index", "public", "renamed")))


WRITES = {
    "nothing": (lambda catalog: None, ["first"]),
    "one more": (lambda catalog: catalog.put(SECOND), ["first", "second"]),
    "one less": (lambda catalog: catalog.remove(FIRST.ref), []),
    "renamed": (renamed, ["renamed"]),
    "a layer": (committed, ["second"]),
    "a layer that is not committed": (lambda catalog: catalog.overlay().put(SECOND), ["first"]),
}


@pytest.mark.parametrize("what", WRITES)
def test_what_is_written_after_it_was_asked_is_known(what):
    write, expected = WRITES[what]
    catalog = built()
    assert [item.ref.name for item in catalog.children(ORDERS, Index)] == ["first"]

    write(catalog)

    assert [item.ref.name for item in catalog.children(ORDERS, Index)] == expected
    assert catalog.children(ORDERS, Constraint) == (CHECK,)


def test_what_was_replaced_is_the_new_one():
    catalog = built()
    assert catalog.children(ORDERS, Index) == (FIRST,)
    changed = replace(FIRST, keys=(IndexKey("id"),))

    catalog.put(changed)

    assert catalog.children(ORDERS, Index) == (changed,)


def test_what_a_catalog_is_filled_with_is_known():
    catalog = Catalog()
    assert catalog.children(ORDERS, Index) == ()

    catalog.fill([SECOND])

    assert catalog.children(ORDERS, Index) == (SECOND,)


def test_each_class_is_remembered_by_itself():
    catalog = built()

    for _again in range(2):
        assert catalog.children(ORDERS, Index) == (FIRST,)
        assert catalog.children(ORDERS, Constraint) == (CHECK,)
        assert set(catalog.children(ORDERS, Object)) == {FIRST, CHECK}
        assert catalog.children(ObjectRef("table", "public", "other"), Index) == ()


EVERYTHING = """
CREATE TYPE mood AS ENUM ('glad');
CREATE DOMAIN positive AS int CONSTRAINT above CHECK (VALUE > 0);
CREATE SEQUENCE numbers;
CREATE TABLE orders (id serial PRIMARY KEY, at date CHECK (at > '2000-01-01'));
CREATE TABLE lines (of int REFERENCES orders, at date, note mood) PARTITION BY RANGE (at);
CREATE TABLE first PARTITION OF lines FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE heir () INHERITS (orders);
CREATE INDEX by_at ON lines (at);
CREATE VIEW shown AS SELECT id FROM orders;
CREATE MATERIALIZED VIEW kept AS SELECT id FROM orders;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE PROCEDURE f(a int) LANGUAGE sql AS $$ SELECT 1 $$;
CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY p ON orders USING (id > 0);
CREATE RULE r AS ON DELETE TO orders DO INSTEAD NOTHING;
CREATE STATISTICS s ON id, at FROM orders;
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
"""


def looked_up(catalog: Catalog) -> list[object]:
    """Every way of looking up, for every name that there is."""
    refs = sorted({(item.ref.schema, item.ref.name) for item in catalog.objects()} | {("public", "above")})
    tables = sorted(item.ref for item in catalog.objects(Table))
    return [
        *((ref, catalog.relation(*ref), catalog.type(*ref), catalog.routines(*ref)) for ref in refs),
        *((ref, catalog.has_constraint(*ref), catalog.operators(*ref)) for ref in refs),
        *((ref, catalog.referrers(ref), catalog.partitions(ref), catalog.owned(ref)) for ref in tables),
        *((ref, catalog.heirs(ref), sorted(catalog.children(ref, Object), key=str)) for ref in tables),
    ]


def test_a_filled_catalog_is_looked_up_like_one_that_was_built_step_by_step():
    base, filled, changed = run(EVERYTHING), Catalog(), Catalog()
    filled.fill(base.objects())
    changed.fill(base.objects())
    changed.put(SECOND)
    changed.remove(SECOND.ref)

    assert looked_up(filled) == looked_up(base)
    assert looked_up(changed) == looked_up(base)
    assert not {key[0] for item in base.objects() for key in keys_of(item)} ^ set(FAMILIES)
