"""Columns: from a ColumnDef to a Column, the ALTER COLUMN subcommands, and a column's own SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Identity, Object, Sequence, Table
from fixer.ddl import not_null, not_null_sql
from fixer.ddl.address import in_schema
from fixer.ddl.assignable import casts
from fixer.ddl.base import Ddl, Session, strings
from fixer.ddl.conversion import is_direct
from fixer.ddl.foreign_data import options_change, options_clause
from fixer.ddl.foreign_data import with_options as changed_options
from fixer.ddl.names import free_name, type_named
from fixer.ddl.storage import parameters
from fixer.ddl.wording import drifts
from fixer.model import ObjectRef
from fixer.sql.naming import object_name
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, literal, qualified, target, unquoted
from fixer.sql.tokens import Tokens
from fixer.sql.types import SERIALS, DataType, data_type
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
            "storage": _own_storage(kind, node.get("storage_name")),
            "compression": _own_compression(node.get("compression")),
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


def collation_named(catalog: Catalog, session: Session, clause: Node | None) -> str | None:
    """The collation of a COLLATE clause, with its schema where it is the user's."""
    if clause is None:
        return None
    parts = strings(clause["collname"])
    found = in_schema(catalog, session, "collation", parts)
    return f"{found.ref.schema}.{found.ref.name}" if found is not None else ".".join(parts)


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
        said |= {"not_null": True, "identity": _identity(ddl, clause, first, last)}
    elif kind == "CONSTR_GENERATED":
        expression = ddl.tokens.inside(ddl.tokens.find("(", first))
        said |= {"generated": expression, "virtual": clause.get("generated_kind") == "v"}
    elif kind in _ATTRIBUTES:
        if constraints:
            constraints[-1][1].append(clause)
    else:
        constraints.append((clause, [], first, last))


def _identity(ddl: Ddl, clause: Node, first: int, last: int) -> Identity:
    elements = [item["DefElem"] for item in clause.get("options", [])]
    return Identity(clause.get("generated_when") == "a", _identity_options({}, elements))


_OPTIONS = {  # DefElem -> how ALTER and CREATE write it, and what takes it back
    "sequence_name": ("SEQUENCE NAME", ""),
    "as": ("AS", ""),
    "start": ("START WITH", "START WITH 1"),
    "increment": ("INCREMENT BY", "INCREMENT BY 1"),
    "minvalue": ("MINVALUE", "NO MINVALUE"),
    "maxvalue": ("MAXVALUE", "NO MAXVALUE"),
    "cache": ("CACHE", "CACHE 1"),
    "cycle": ("CYCLE", "NO CYCLE"),
}


def _identity_options(known: dict[str, str], elements: list[Node]) -> str:
    """Sequence options in one form and order, those of ``elements`` over those known."""
    said = dict(known)
    for element in elements:
        name = element["defname"]
        if name in _OPTIONS:
            said[name] = _option(name, element.get("arg"))
    descends = said.get("increment", "").startswith("INCREMENT BY -")
    if not said.get("minvalue") and not descends and said.get("start") == "START WITH 1":
        del said["start"]
    return " ".join(said[name] for name in _OPTIONS if said.get(name))


def _option(name: str, value: Node | None) -> str:
    """One option; empty where it says what goes without saying."""
    word, without = _OPTIONS[name]
    if value is None:
        return ""
    if name == "cycle":
        return word if value["Boolean"].get("boolval") else ""
    if "List" in value:
        return f"{word} {'.'.join(identifier(item['String']['sval']) for item in value['List']['items'])}"
    if "TypeName" in value:
        return f"{word} {data_type(value['TypeName'])}"
    text = f"{word} {next(iter(value.values())).get('fval') or next(iter(value.values())).get('ival', 0)}"
    return "" if text == without and name != "start" else text


def _identity_parts(options: str) -> dict[str, str]:
    """The options of an identity column, by name."""
    tokens = Tokens(options)
    words = {word.split()[0].lower(): name for name, (word, _without) in _OPTIONS.items()}
    starts = [position for position, word in enumerate(tokens.words) if word in words]
    pieces = zip(starts, [*starts, len(tokens)][1:], strict=True)
    return {words[tokens.words[first]]: tokens.between(first, last) for first, last in pieces}


def changed_identity(identity: Identity, options: list[Node]) -> Identity:
    """With other sequence options."""
    return replace(identity, options=_identity_options(_identity_parts(identity.options), options))


def own_sequence(catalog: Catalog, table: Table, column: Column) -> Column:
    """A new identity column, with its sequence's name said where another relation has the default one (``…_seq1``)."""
    if column.identity is None or column.inherited or "SEQUENCE NAME" in column.identity.options:
        return column
    usual = object_name(table.ref.name, column.name, "seq")
    free = free_name(catalog, table.ref.schema, table.ref.name, column.name, "seq")
    if free == usual:
        return column
    return replace(column, identity=numbered_by(column.identity, table.ref.schema, free))


def copied_identity(identity: Identity) -> Identity:
    """What LIKE … INCLUDING IDENTITY copies: the numbers, for a sequence of its own with nothing said of it."""
    parts = _identity_parts(identity.options) | {"sequence_name": ""}
    return Identity(identity.always, " ".join(parts[name] for name in _OPTIONS if parts.get(name)))


def numbered_by(identity: Identity, schema: str, name: str) -> Identity:
    """With the name of its sequence said."""
    written = {"List": {"items": [{"String": {"sval": part}} for part in (schema, name)]}}
    return changed_identity(identity, [{"defname": "sequence_name", "arg": written}])


def with_sequences(old: Object, new: Object) -> Object:
    """A table that got another name or schema: the sequences of its identity columns keep theirs."""
    if not isinstance(old, Table) or not isinstance(new, Table) or old.ref == new.ref:
        return new
    pairs = zip(old.columns, new.columns, strict=True)
    return replace(new, columns=tuple(with_sequence(was, now, old, new) for was, now in pairs))


def with_sequence(was: Column, now: Column, old: Table, new: Table) -> Column:
    """The column with its sequence's name said where it is not, or no longer, the default one."""
    if now.identity is None or was.inherited or (was.name, old.ref) == (now.name, new.ref):
        return now
    parts = _identity_parts(now.identity.options)
    _schema, kept = sequence_of(old, was if was.identity is not None else replace(was, identity=now.identity))
    parts["sequence_name"] = ""
    if kept != object_name(new.ref.name, now.name, "seq"):  # it moves along to another schema
        parts["sequence_name"] = f"SEQUENCE NAME {qualified(new.ref.schema, kept)}"
    options = " ".join(parts[name] for name in _OPTIONS if parts.get(name))
    return replace(now, identity=replace(now.identity, options=options))


def sequence_of(table: Table, column: Column) -> tuple[str, str]:
    """Schema and name of an identity column's sequence."""
    parts = _identity_parts(column.identity.options) if column.identity else {}
    written = parts.get("sequence_name", "").removeprefix("SEQUENCE NAME ")
    if not written:
        return table.ref.schema, object_name(table.ref.name, column.name, "seq")
    *schema, name = re.findall(r'"(?:[^"]|"")*"|[^."\s]+', written)
    return unquoted(schema[-1]) if schema else table.ref.schema, unquoted(name)


_PLAIN_STORAGE = frozenset(
    [
        "bool",
        "char",
        "cid",
        "circle",
        "date",
        "float4",
        "float8",
        "int2",
        "int4",
        "int8",
        "interval",
        "macaddr",
        "macaddr8",
        "money",
        "oid",
        "point",
        "line",
        "lseg",
        "box",
        "name",
        "time",
        "timetz",
        "timestamp",
        "timestamptz",
        "tsquery",
        "uuid",
        "xid",
        "xid8",
        "tid",
        "pg_lsn",
    ]
)
_MAIN_STORAGE = frozenset({"cidr", "inet", "numeric"})


def default_storage(kind: DataType) -> str:
    """How PostgreSQL stores a type unless told otherwise (pg_type.typstorage); that of an enum is not known here."""
    if kind.array or kind.schema != "pg_catalog":
        return "extended"
    plain = kind.name in _PLAIN_STORAGE or kind.name.startswith("reg")
    return "plain" if plain else "main" if kind.name in _MAIN_STORAGE else "extended"


def _own_storage(kind: DataType, said: str | None) -> str | None:
    said = said.lower() if said else None
    return None if said in ("default", default_storage(kind)) else said


def _own_compression(said: str | None) -> str | None:
    return None if said == "default" else said


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
    if column.default is not None:
        parts.append(f"DEFAULT {column.default}")
    if column.generated is not None:
        parts.append(f"GENERATED ALWAYS AS ({column.generated}) {'VIRTUAL' if column.virtual else 'STORED'}")
    if column.identity:
        parts.append(_generated_identity(column.identity))
    if column.not_null:
        parts.append(not_null_sql.clause(column))
    return " ".join(parts)


def _generated_identity(identity: Identity) -> str:
    options = f" ({identity.options})" if identity.options else ""
    return f"GENERATED {'ALWAYS' if identity.always else 'BY DEFAULT'} AS IDENTITY{options}"


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
    old = DataType(column.type.schema, column.type.name, "", column.type.array)
    same = old == DataType(kind.schema, kind.name, "", kind.array)
    if column.default is None or same or not _LITERAL.match(column.default.strip()):
        return column.default
    if (
        kind.schema != "pg_catalog"
    ):  # none is cast to a type of one's own: it is dropped before, and said again
        return column.default
    if column.default.strip().upper() == "NULL" and not column.type.modifiers:
        return column.default  # which is none at all
    return f"{column.default.strip()}::{old}"


def _add_identity(
    ddl: Ddl, _c: Catalog, session: Session, column: Column, node: Node, begin: int, end: int
) -> Column:
    if not column.not_null:
        session.problem(f"column {identifier(column.name)} is not NOT NULL, as an identity has to be")
    if column.identity is not None or column.default is not None:
        session.problem(f"column {identifier(column.name)} has an identity or a default already")
    return replace(column, identity=_identity(ddl, node["def"]["Constraint"], begin, end))


def _drop_identity(
    _d: Ddl, _c: Catalog, session: Session, column: Column, node: Node, begin: int, end: int
) -> Column:
    if column.identity is None and not node.get("missing_ok"):
        session.problem(f"column {identifier(column.name)} is no identity")
    return replace(column, identity=None)


def _set_identity(
    ddl: Ddl, _c: Catalog, _s: Session, column: Column, node: Node, begin: int, end: int
) -> Column:
    identity = column.identity or Identity(True)
    for option in node["def"]["List"]["items"]:
        element = option["DefElem"]
        if element["defname"] == "generated":
            identity = replace(identity, always=element["arg"]["Integer"].get("ival") == ord("a"))
        else:
            identity = changed_identity(identity, [element])
    return replace(column, identity=identity)


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
    "AT_AddIdentity": _add_identity,
    "AT_SetIdentity": _set_identity,
    "AT_DropIdentity": _drop_identity,
    "AT_DropExpression": lambda *a: replace(a[3], generated=None),
    "AT_SetExpression": lambda *a: replace(a[3], generated=a[0].tokens.inside(a[0].tokens.find("(", a[5]))),
    "AT_SetStatistics": lambda *a: replace(a[3], statistics=_integer(a[4].get("def", {}))),
    "AT_SetStorage": lambda *a: replace(a[3], storage=_own_storage(a[3].type, a[4]["def"]["String"]["sval"])),
    "AT_SetCompression": lambda *a: replace(
        a[3], compression=_own_compression(a[4]["def"]["String"]["sval"])
    ),
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
    if old.default != new.default or (new.default is not None and (dropped or drifts(old.type, new.type))):
        steps.append(
            f"ALTER COLUMN {name} DROP DEFAULT"
            if new.default is None
            else f"ALTER COLUMN {name} SET DEFAULT {new.default}"
        )
    steps += nullability
    if new.identity and old.identity != new.identity:
        if old.identity is None:
            steps.append(f"ALTER COLUMN {name} ADD {_generated_identity(new.identity)}")
        elif change := _identity_change(old.identity, new.identity):
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


def _identity_change(old: Identity, new: Identity) -> str:
    """SET GENERATED and the options that differ: the sequence goes on where it is."""
    steps = [] if old.always == new.always else [f"SET GENERATED {'ALWAYS' if new.always else 'BY DEFAULT'}"]
    before, after = _identity_parts(old.options), _identity_parts(new.options)
    for name, (_word, without) in _OPTIONS.items():
        differs = name != "sequence_name" and before.get(name) != after.get(name)
        if differs and (text := after.get(name, without)):
            steps.append(f"SET {text}")
    return " ".join(steps)
