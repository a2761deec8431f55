"""Columns: from a ColumnDef to a Column, the ALTER COLUMN subcommands, and a column's own SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Sequence, Table
from fixer.ddl.address import collation_named
from fixer.ddl.base import Ddl, Session
from fixer.ddl.constraints import not_null, not_null_sql
from fixer.ddl.names import free_name, type_named
from fixer.ddl.options import options_change, options_clause
from fixer.ddl.options import with_options as changed_options
from fixer.ddl.queries.assignable import casts
from fixer.ddl.queries.conversion import is_direct
from fixer.ddl.relations import identity as identities
from fixer.ddl.relations.column_storage import default_storage, own_compression, own_storage
from fixer.ddl.relations.storage import parameters
from fixer.ddl.texts.wording import drifts
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, literal, target
from fixer.sql.types import SERIALS, DataType
from fixer.values import replace

_ATTRIBUTES = {
    "CONSTR_ATTR_DEFERRABLE",
    "CONSTR_ATTR_NOT_DEFERRABLE",
    "CONSTR_ATTR_DEFERRED",
    "CONSTR_ATTR_IMMEDIATE",
    "CONSTR_ATTR_ENFORCED",
    "CONSTR_ATTR_NOT_ENFORCED",
}
_RARE = frozenset({"collClause", "storage_name", "compression", "fdwoptions"})
"""What few ColumnDef nodes have."""
_NAMED = frozenset({"conname", "is_no_inherit"})
"""What few NOT NULL clauses have."""
_WORDLESS = {"CONSTR_NOTNULL", "CONSTR_NULL"}
"""Clauses of which the tree says everything."""


@dataclass(slots=True)
class Definition:
    """What one ColumnDef says: the column, the constraints written with it, and its serial sequence."""

    column: Column
    constraints: list[tuple[Node, list[Node], int, int]] = field(default_factory=list)
    """Each constraint node, its attributes (DEFERRABLE …), and its token range."""
    serial: DataType | None = None


def define(ddl: Ddl, catalog: Catalog, session: Session, node: Node, begin: int, end: int) -> Definition:
    """The column of a ColumnDef that is written between two tokens."""
    kind = (
        type_named(catalog, session, node["typeName"])
        if "typeName" in node
        else DataType("pg_catalog", "text")
    )
    serial = SERIALS.get(kind.name) if kind.schema == "" else None
    if serial:
        kind = DataType("pg_catalog", serial)
    said: dict[str, Any] = {"not_null": bool(serial)}
    if not _RARE.isdisjoint(node):
        said |= {
            "collation": collation_named(catalog, session, node.get("collClause")),
            "storage": own_storage(kind, node.get("storage_name")),
            "compression": own_compression(node.get("compression")),
            "fdw_options": changed_options((), node.get("fdwoptions", []), session),
        }
    constraints: list[tuple[Node, list[Node], int, int]] = []
    clauses = [item["Constraint"] for item in node.get("constraints", ())]
    wordy = any(clause["contype"] not in _WORDLESS for clause in clauses)
    firsts = _firsts(ddl, node, clauses, begin) if wordy else []
    for number, clause in enumerate(clauses):
        if clause["contype"] in _WORDLESS:
            said["not_null"] = clause["contype"] == "CONSTR_NOTNULL"
            if not _NAMED.isdisjoint(clause):
                said["not_null_as"] = not_null.clauses(catalog, clauses)
        else:
            first = firsts[number]
            last = min((later for later in firsts if later > first), default=end)
            _clause(ddl, said, constraints, clause, first, last)
    column = Column(node["colname"], kind, id=catalog.new_id(), **said)
    return Definition(column, constraints, kind if serial else None)


def _firsts(ddl: Ddl, node: Node, clauses: list[Node], begin: int) -> list[int]:
    """The tokens that a column's clauses begin at, and COLLATE behind them."""
    found = [ddl.token(clause["location"]) if "location" in clause else begin for clause in clauses]
    return [*found, ddl.token(node["collClause"]["location"])] if "collClause" in node else found


def _clause(
    ddl: Ddl,
    said: dict[str, Any],
    constraints: list[tuple[Node, list[Node], int, int]],
    clause: Node,
    first: int,
    last: int,
) -> None:
    """Notes what one clause behind a column says: of the column itself, or a constraint of the table."""
    kind = clause["contype"]
    if kind == "CONSTR_DEFAULT":
        said["default"] = ddl.tokens.between(ddl.tokens.find("default", first) + 1, last)
    elif kind == "CONSTR_IDENTITY":
        said |= {"not_null": True, "identity": identities.written(clause)}
    elif kind == "CONSTR_GENERATED":
        expression = ddl.tokens.inside(ddl.tokens.find("(", first))
        said |= {"generated": expression, "virtual": clause.get("generated_kind") == "v"}
    elif kind in _ATTRIBUTES:
        if constraints:
            constraints[-1][1].append(clause)
    else:
        constraints.append((clause, [], first, last))


def remade(old: Column, new: Column) -> bool:
    """Whether only dropping and adding leads from one to the other: no column becomes a generated one (until 17), nor gets
    what is generated a type that its expression has not.
    """
    was, wanted = ((one.generated, one.virtual, one.type) for one in (old, new))
    return new.generated is not None and was != wanted


def add_serial(catalog: Catalog, table: Table, column: Column, kind: DataType) -> Column:
    """Makes the sequence of a serial column, and the column with its default (documentation, 8.1.4 Serial Types)."""
    place = table.ref
    ref = ObjectRef(
        "sequence", place.schema, free_name(catalog, place.schema, place.name, column.name, "seq")
    )
    owned_by = (place, column.name)
    logged = table.persistence == "u" and not catalog.unlogged_sequences
    persistence = "p" if logged else table.persistence
    made = Sequence(ref, id=catalog.new_id(), type=kind, owned_by=owned_by, persistence=persistence)
    catalog.put(replace(made, owner=table.owner))
    return replace(column, default=f"nextval({literal(target(ref))}::regclass)")


def definition(column: Column, typed: bool = True) -> str:
    """The column as CREATE TABLE and ADD COLUMN take it; not ``typed`` as a typed table takes it."""
    parts = [identifier(column.name), str(column.type) if typed else "WITH OPTIONS"]
    if column.fdw_options:
        parts.append(options_clause(column.fdw_options).strip())
    if column.collation and typed:
        parts.append("COLLATE " + ".".join(identifier(part) for part in column.collation.split(".")))
    if column.default is not None and not column.identity:  # a parent's, which sleeps
        parts.append(f"DEFAULT {column.default}")
    if column.generated is not None:
        parts.append(f"GENERATED ALWAYS AS ({column.generated}) {'VIRTUAL' if column.virtual else 'STORED'}")
    if column.identity:
        parts.append(identities.clause(column.identity))
    if column.not_null:
        parts.append(not_null_sql.clause(column))
    return " ".join(parts)


# one ALTER COLUMN subcommand each: (column, command node, the tokens after ALTER TABLE …) -> column

Change = Callable[[Ddl, Catalog, Session, Column, Node, int, int], Column]


def _set_default(
    ddl: Ddl, _c: Catalog, _s: Session, column: Column, node: Node, begin: int, end: int
) -> Column:
    if "def" not in node:
        return replace(column, default=None)
    return replace(column, default=ddl.tokens.between(ddl.tokens.find("default", begin) + 1, end))


def _set_type(
    ddl: Ddl, catalog: Catalog, session: Session, column: Column, node: Node, begin: int, end: int
) -> Column:
    definition_node = node["def"]["ColumnDef"]
    kind = type_named(catalog, session, definition_node["typeName"])
    return replace(
        column,
        type=kind,
        storage=None,
        compression=None,
        collation=collation_named(catalog, session, definition_node.get("collClause")),
        default=kept_default(column, kind),
    )


_LITERAL = re.compile(r"(?:[eE]?'(?:[^']|'')*'|NULL)\Z", re.IGNORECASE)


def kept_default(column: Column, kind: DataType) -> str | None:
    """A default stays the value that it was: a literal took the old type when it was given, and the new type would
    read it in its own way (src/backend/commands/tablecmds.c, ATExecAlterColumnType).
    """
    old = column.type.unmodified
    same = old == kind.unmodified
    if column.default is None or same or not _LITERAL.match(column.default.strip()):
        return column.default
    if (
        kind.schema != "pg_catalog"
    ):  # none is cast to a type of one's own: it is dropped before, and said again
        return column.default
    if column.default.strip().upper() == "NULL" and not column.type.modifiers:
        return column.default  # which is none at all
    return f"{column.default.strip()}::{old}"


def _options(ddl: Ddl, _c: Catalog, _s: Session, column: Column, node: Node, begin: int, end: int) -> Column:
    opening = ddl.tokens.find("(", begin)
    pieces = ddl.tokens.commas(opening + 1)
    names = {ddl.tokens.words[first] for first, _last in pieces}
    kept = tuple(option for option in column.options if option.split("=")[0].strip() not in names)
    added = (
        () if node["subtype"] == "AT_ResetOptions" else tuple(ddl.tokens.between(*piece) for piece in pieces)
    )
    return replace(column, options=kept + added)


CHANGES: dict[str, Change] = {
    "AT_ColumnDefault": _set_default,
    "AT_SetNotNull": lambda *a: replace(a[3], not_null=True),
    "AT_DropNotNull": lambda *a: replace(a[3], not_null=False),
    "AT_AlterColumnType": _set_type,
    "AT_AddIdentity": identities.add,
    "AT_SetIdentity": identities.set_identity,
    "AT_DropIdentity": identities.drop,
    "AT_DropExpression": lambda *a: replace(a[3], generated=None),
    "AT_SetExpression": lambda *a: replace(a[3], generated=a[0].tokens.inside(a[0].tokens.find("(", a[5]))),
    "AT_SetStatistics": lambda *a: replace(a[3], statistics=_integer(a[4].get("def", {}))),
    "AT_SetStorage": lambda *a: replace(a[3], storage=own_storage(a[3].type, a[4]["def"]["String"]["sval"])),
    "AT_SetCompression": lambda *a: replace(a[3], compression=own_compression(a[4]["def"]["String"]["sval"])),
    "AT_AlterColumnGenericOptions": lambda *a: replace(
        a[3], fdw_options=changed_options(a[3].fdw_options, a[4]["def"]["List"]["items"], a[2])
    ),
    "AT_SetOptions": _options,
    "AT_ResetOptions": _options,
}


def _integer(node: Node) -> int | None:
    value = node.get("Integer", {}).get("ival", 0)
    return None if value < 0 else int(value)


_ANY = Catalog()
"""Of types that are PostgreSQL's own no catalog tells more."""


def alterations(old: Column, new: Column, nullability: Iterable[str] = ()) -> list[str]:
    """The ALTER TABLE subcommands from one state of a column to another; ``nullability`` are those about NOT NULL."""
    name = identifier(new.name)
    steps = []
    if old.identity and not new.identity:
        steps.append(f"ALTER COLUMN {name} DROP IDENTITY")
    if old.generated is not None and new.generated is None:
        steps.append(f"ALTER COLUMN {name} DROP EXPRESSION")
    if not old.inherited and (old.type != new.type or old.collation != new.collation):
        own = {old.type.schema, new.type.schema} != {
            "pg_catalog"
        }  # whose default no cast makes one of the new type
        kept = not own and casts(_ANY, old.type, new.type)
        if old.default is not None and not (kept and old.default == new.default):
            steps.append(f"ALTER COLUMN {name} DROP DEFAULT")
        collation = f" COLLATE {'.'.join(map(identifier, new.collation.split('.')))}" if new.collation else ""
        through = "" if is_direct(old.type, new.type) else "::text"
        steps.append(f"ALTER COLUMN {name} TYPE {new.type}{collation} USING {name}{through}::{new.type}")
    dropped = f"ALTER COLUMN {name} DROP DEFAULT" in steps
    if new.identity:
        if old.default is not None and not old.identity and not dropped:
            steps.append(f"ALTER COLUMN {name} DROP DEFAULT")
    elif old.default != new.default or (new.default is not None and (dropped or drifts(old.type, new.type))):
        steps.append(
            f"ALTER COLUMN {name} DROP DEFAULT"
            if new.default is None
            else f"ALTER COLUMN {name} SET DEFAULT {new.default}"
        )
    steps += nullability
    if new.identity and old.identity != new.identity:
        if old.identity is None:
            steps.append(f"ALTER COLUMN {name} ADD {identities.clause(new.identity)}")
        elif change := identities.change(old.identity, new.identity):
            steps.append(f"ALTER COLUMN {name} {change}")
    if old.statistics != new.statistics:
        steps.append(f"ALTER COLUMN {name} SET STATISTICS {-1 if new.statistics is None else new.statistics}")
    if old.storage != new.storage:
        steps.append(f"ALTER COLUMN {name} SET STORAGE {new.storage or default_storage(new.type)}")
    if old.compression != new.compression:
        steps.append(f"ALTER COLUMN {name} SET COMPRESSION {new.compression or 'default'}")
    steps += parameters(f"ALTER COLUMN {name}", old.options, new.options)
    if change := options_change(old.fdw_options, new.fdw_options):
        steps.append(f"ALTER COLUMN {name} {change}")
    return steps
