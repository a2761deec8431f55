"""What acts when rows are written or read: triggers and policies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from fixer.catalog.introspect.expressions import Texts
from fixer.catalog.introspect.reading import Reading, Row, Rows, in_order, of_table
from fixer.catalog.objects import Object, Policy, Trigger
from fixer.model import ObjectRef
from fixer.sql.quote import identifier, target

# TRIGGER_TYPE_* (src/include/catalog/pg_trigger.h)
_ROW, _BEFORE, _INSTEAD = 1, 2, 64
_EVENTS = {4: "INSERT", 8: "DELETE", 16: "UPDATE", 32: "TRUNCATE"}
_COMMANDS = {"*": "all", "r": "select", "a": "insert", "w": "update", "d": "delete"}


def made(reading: Reading, triggers: Rows, policies: Rows, texts: Texts) -> Iterator[Object]:
    """Triggers and policies. On a platform's table too: a project puts its own on ``auth.users``."""
    refs = {}
    for row in triggers:
        table = reading.relations.get(row[2])
        if table is not None:
            refs[row[0]] = of_table("trigger", table, row[1])
    foreign = {reading.schemas[schema] for schema in reading.foreign_schemas}
    for row in triggers:
        if row[0] in refs and not (row[2] in reading.external and row[6] in foreign):
            yield _trigger(reading, row, refs)
    yield from in_order(chain.from_iterable(_policies(reading, row, texts) for row in policies))


def _trigger(reading: Reading, row: Row, refs: dict[int, ObjectRef]) -> Trigger:
    (
        oid, _name, table, bits, enabled, function, schema, arguments, columns, constraint, other, deferrable, deferred,
        old, new, parent, definition,
    ) = row  # fmt: skip
    timing = "BEFORE" if bits & _BEFORE else "INSTEAD OF" if bits & _INSTEAD else "AFTER"
    return Trigger(
        refs[oid],
        id=reading.identity("pg_trigger", oid),
        comment=reading.comment("pg_trigger", oid),
        table=reading.relations[table],
        timing=timing,
        events=_events(bits, [reading.columns[table][number] for number in columns]),
        level="ROW" if bits & _ROW else "STATEMENT",
        transition=_transition(old, new),
        condition=_condition(definition) if definition else None,
        function=ObjectRef("function", schema, function, args=""),
        arguments=tuple(part.decode() for part in bytes(arguments).split(b"\0")[:-1]),
        constraint=constraint,
        constraint_timing=" ".join(
            ([f"FROM {target(reading.relations[other])}"] if other else [])
            + (["DEFERRABLE"] if deferrable else [])
            + (["INITIALLY DEFERRED"] if deferred else [])
        ),
        enabled=enabled,
        clone_of=refs.get(parent),
    )


def _events(bits: int, columns: list[str]) -> str:
    words = [word for bit, word in _EVENTS.items() if bits & bit]
    of = f"UPDATE OF {', '.join(map(identifier, columns))}"
    return " OR ".join(of if word == "UPDATE" and columns else word for word in words)


def _transition(old: str | None, new: str | None) -> str:
    named = [f"{word} TABLE AS {identifier(name)}" for word, name in (("OLD", old), ("NEW", new)) if name]
    return f"REFERENCING {' '.join(named)}" if named else ""


def _condition(definition: str) -> str:
    """What stands in WHEN (…): the server prints it as part of the whole only."""
    start = definition.index(" WHEN (", definition.index(" FOR EACH ")) + len(" WHEN (")
    return definition[start : definition.rindex(") EXECUTE FUNCTION ")]


def _policies(reading: Reading, row: Row, texts: Texts) -> Iterator[Policy]:
    name, command, permissive, roles, oids, tables = row
    named = tuple(reading.roles[role] if role else "" for role in roles)
    using, check, comments = texts["using"], texts["with check"], reading.comments["pg_policy"]
    for oid, identity, table_oid in zip(oids, reading.identities("pg_policy", oids), tables, strict=True):
        table = reading.relations.get(table_oid)
        if table is not None:
            yield Policy(
                of_table("policy", table, name),
                id=identity,
                comment=comments.get(oid),
                table=table,
                command=_COMMANDS[command],
                permissive=permissive,
                roles=named,
                using=using.get(oid),
                check=check.get(oid),
            )
