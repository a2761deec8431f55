"""What belongs to a table is remembered once asked for, and is known anew after anything was written."""

from __future__ import annotations

import pytest

from fixer.catalog.catalog import Catalog
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
