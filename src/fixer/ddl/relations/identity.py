"""Identity columns: their clause, the options of the sequence behind them, and what ALTER COLUMN does to both."""

from __future__ import annotations

import re

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Identity, Object, Table
from fixer.ddl.base import Ddl, Session
from fixer.ddl.names import free_name
from fixer.sql.naming import object_name
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, qualified, target, unquoted
from fixer.sql.tokens import Tokens
from fixer.sql.types import data_type
from fixer.values import replace


def written(clause: Node) -> Identity:
    """What GENERATED … AS IDENTITY says."""
    elements = [item["DefElem"] for item in clause.get("options", [])]
    return Identity(clause.get("generated_when") == "a", _options({}, elements))


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


def _options(known: dict[str, str], elements: list[Node]) -> str:
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


def _parts(options: str) -> dict[str, str]:
    """The options of an identity column, by name."""
    tokens = Tokens(options)
    words = {word.split()[0].lower(): name for name, (word, _without) in _OPTIONS.items()}
    starts = [position for position, word in enumerate(tokens.words) if word in words]
    pieces = zip(starts, [*starts, len(tokens)][1:], strict=True)
    return {words[tokens.words[first]]: tokens.between(first, last) for first, last in pieces}


def changed_identity(identity: Identity, options: list[Node]) -> Identity:
    """With other sequence options."""
    return replace(identity, options=_options(_parts(identity.options), options))


def own_sequence(catalog: Catalog, table: Table, column: Column) -> Column:
    """A new identity column, with its sequence's name said where another relation has the default one (``…_seq1``)."""
    if column.identity is None or "SEQUENCE NAME" in column.identity.options:
        return column
    usual = object_name(table.ref.name, column.name, "seq")
    free = free_name(catalog, table.ref.schema, table.ref.name, column.name, "seq")
    if free == usual:
        return column
    return replace(column, identity=numbered_by(column.identity, table.ref.schema, free))


def copied_identity(identity: Identity) -> Identity:
    """What LIKE … INCLUDING IDENTITY copies: the numbers, for a sequence of its own with nothing said of it."""
    parts = _parts(identity.options) | {"sequence_name": ""}
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
    if now.identity is None or (was.name, old.ref) == (now.name, new.ref):
        return now
    parts = _parts(now.identity.options)
    _schema, kept = sequence_of(old, was if was.identity is not None else replace(was, identity=now.identity))
    parts["sequence_name"] = ""
    if kept != object_name(new.ref.name, now.name, "seq"):  # it moves along to another schema
        parts["sequence_name"] = f"SEQUENCE NAME {qualified(new.ref.schema, kept)}"
    options = " ".join(parts[name] for name in _OPTIONS if parts.get(name))
    return replace(now, identity=replace(now.identity, options=options))


def sequence_of(table: Table, column: Column) -> tuple[str, str]:
    """Schema and name of an identity column's sequence."""
    parts = _parts(column.identity.options) if column.identity else {}
    said = parts.get("sequence_name", "").removeprefix("SEQUENCE NAME ")
    if not said:
        return table.ref.schema, object_name(table.ref.name, column.name, "seq")
    *schema, name = re.findall(r'"(?:[^"]|"")*"|[^."\s]+', said)
    return unquoted(schema[-1]) if schema else table.ref.schema, unquoted(name)


def clause(identity: Identity) -> str:
    """GENERATED … AS IDENTITY."""
    options = f" ({identity.options})" if identity.options else ""
    return f"GENERATED {'ALWAYS' if identity.always else 'BY DEFAULT'} AS IDENTITY{options}"


def change(old: Identity, new: Identity) -> str:
    """SET GENERATED and the options that differ: the sequence goes on where it is."""
    steps = [] if old.always == new.always else [f"SET GENERATED {'ALWAYS' if new.always else 'BY DEFAULT'}"]
    before, after = _parts(old.options), _parts(new.options)
    for name, (_word, without) in _OPTIONS.items():
        differs = name != "sequence_name" and before.get(name) != after.get(name)
        if differs and (text := after.get(name, without)):
            steps.append(f"SET {text}")
    return " ".join(steps)


# partitions

_NUMBERS_PARTITIONS = 17
"""The version from which on partitions are numbered with their parent, and have no identity of their own (release notes of 17)."""


def numbers_partitions(catalog: Catalog) -> bool:
    """Whether partitions are numbered with their parent for certain."""
    return catalog.major >= _NUMBERS_PARTITIONS and not catalog.guessed


def is_numbered(catalog: Catalog, table: Table, column: Column) -> bool:
    """Whether a column is an identity, be it by the table that its own is a partition of."""
    parent = catalog.find(table.parent, Table) if table.parent and numbers_partitions(catalog) else None
    above = parent.column(column.name) if parent is not None else None
    return column.identity is not None or (
        parent is not None and above is not None and is_numbered(catalog, parent, above)
    )


def refuse_of_partitions(catalog: Catalog, session: Session, table: Table, only: bool) -> None:
    """Says that an identity is not changed in partitions alone, or all but these (ATExecAddIdentity)."""
    if numbers_partitions(catalog) and table.parent is not None:
        session.problem(f"{target(table.ref)} is a partition: it is numbered with its parent")
    elif numbers_partitions(catalog) and only and table.partition_key is not None:
        session.problem(
            f"the identity of {target(table.ref)} is not changed with ONLY: it numbers the partitions"
        )


# ALTER COLUMN


def add(ddl: Ddl, _c: Catalog, session: Session, column: Column, node: Node, begin: int, end: int) -> Column:
    """ADD GENERATED … AS IDENTITY."""
    if not column.not_null:
        session.problem(f"column {identifier(column.name)} is not NOT NULL, as an identity has to be")
    if column.identity is not None or column.default is not None:
        session.problem(f"column {identifier(column.name)} has an identity or a default already")
    return replace(column, identity=written(node["def"]["Constraint"]))


def drop(_d: Ddl, _c: Catalog, session: Session, column: Column, node: Node, begin: int, end: int) -> Column:
    """DROP IDENTITY."""
    if column.identity is None and not node.get("missing_ok"):
        session.problem(f"column {identifier(column.name)} is no identity")
    return replace(column, identity=None)


def set_identity(
    ddl: Ddl, _c: Catalog, _s: Session, column: Column, node: Node, begin: int, end: int
) -> Column:
    """SET GENERATED, and SET with the options of its sequence."""
    identity = column.identity or Identity(True)
    for option in node["def"]["List"]["items"]:
        element = option["DefElem"]
        if element["defname"] == "generated":
            identity = replace(identity, always=element["arg"]["Integer"].get("ival") == ord("a"))
        else:
            identity = changed_identity(identity, [element])
    return replace(column, identity=identity)
