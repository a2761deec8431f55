"""Values of the catalog: immutable, compared by what PostgreSQL would show, and known to ``dataclasses``."""

import dataclasses
import gc

import pytest

from fixer.catalog.objects import Column, Function, Origin, Table
from fixer.model import ObjectRef
from fixer.sql.types import DataType
from fixer.values import PartlyCompared, Value, replace

REF = ObjectRef("table", "public", "orders")
TEXT = DataType("pg_catalog", "text")
ORIGIN = Origin("1.sql", "CREATE TABLE …", 0, 14)

CHANGES = [
    (Table(REF), {"id": 7}, True),
    (Table(REF), {"origin": ORIGIN}, True),
    (Table(REF), {"comment": "what was bought"}, False),
    (Table(REF), {"columns": (Column("id", TEXT),)}, False),
    (Column("id", TEXT), {"id": 3}, True),
    (Column("id", TEXT), {"not_null": True}, False),
    (Function(REF), {"source": "CREATE FUNCTION …", "path": ("app",), "id": 2}, True),
    (Function(REF), {"body": "SELECT 1"}, False),
    (ORIGIN, {"path": "2.sql"}, False),
]


@pytest.mark.parametrize("change", [replace, dataclasses.replace])
@pytest.mark.parametrize(("value", "changes", "alike"), CHANGES)
def test_values_are_equal_by_the_fields_that_are_compared(value, changes, alike, change):
    other = change(value, **changes)

    assert {name: getattr(other, name) for name in changes} == changes
    assert (other == value) is alike
    assert (other != value) is not alike
    assert not alike or hash(other) == hash(value)
    assert (repr(other) == repr(value)) is alike


def test_a_value_is_not_equal_to_one_of_another_class():
    class Renamed(Table, frozen=True):
        pass

    assert Table(REF) != Renamed(REF)


def test_a_value_cannot_be_changed():
    with pytest.raises(AttributeError):
        Table(REF).comment = "another"


@pytest.mark.parametrize("change", [replace, dataclasses.replace])
def test_a_field_that_there_is_not_cannot_be_replaced(change):
    with pytest.raises(TypeError):
        change(Table(REF), kolumns=())


def test_dataclasses_knows_a_values_fields():
    fields = {field.name: field for field in dataclasses.fields(Table)}

    assert dataclasses.is_dataclass(Table(REF))
    assert tuple(fields) == Table.__struct_fields__
    assert (fields["ref"].default, fields["persistence"].default) == (dataclasses.MISSING, "p")
    assert [name for name, field in fields.items() if not field.compare] == ["id", "origin"]


@pytest.mark.parametrize("value", [Table(REF, columns=(Column("id", TEXT),)), ORIGIN])
def test_no_garbage_collection_looks_at_a_value(value):
    assert not gc.is_tracked(value)


def _classes(kind):
    return {kind, *(found for heir in kind.__subclasses__() for found in _classes(heir))}


@pytest.mark.parametrize("kind", sorted(_classes(Value), key=lambda kind: kind.__name__))
def test_every_class_of_values_leaves_out_only_fields_that_it_has(kind):
    assert kind.uncompared <= set(kind.__struct_fields__)
    assert not kind.uncompared or issubclass(kind, PartlyCompared)
