"""How statements address objects: from the node that names one to the catalog, and from an object's name to SQL."""

from __future__ import annotations

import re

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import External, Object, Table
from fixer.ddl.base import Session, strings
from fixer.ddl.names import changed_elsewhere, existing, range_parts, routine, split, type_named, type_object
from fixer.model import ObjectRef
from fixer.sql.builtins import is_builtin
from fixer.sql.names import Name
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, qualified, target

RELATION, WITH_COLUMNS = "OBJECT_RELATION", "OBJECT_RELATION_WITH_COLUMNS"
"""No ObjectType: what GRANT … ON TABLE may name, and what may stand before the name of a column."""
# ObjectType (src/include/nodes/parsenodes.h) -> the kind that a name has
RELATIONS = frozenset(
    {
        RELATION,
        WITH_COLUMNS,
        "OBJECT_TABLE",
        "OBJECT_VIEW",
        "OBJECT_MATVIEW",
        "OBJECT_SEQUENCE",
        "OBJECT_INDEX",
        "OBJECT_FOREIGN_TABLE",
    }
)
TYPES = frozenset({"OBJECT_TYPE", "OBJECT_DOMAIN"})
ROUTINES = frozenset({"OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_AGGREGATE", "OBJECT_ROUTINE"})
WITHOUT_SCHEMA = {
    "OBJECT_SCHEMA": "schema",
    "OBJECT_EXTENSION": "extension",
    "OBJECT_EVENT_TRIGGER": "event trigger",
    "OBJECT_PUBLICATION": "publication",
    "OBJECT_SUBSCRIPTION": "subscription",
    "OBJECT_FDW": "foreign data wrapper",
    "OBJECT_FOREIGN_SERVER": "server",
    "OBJECT_LANGUAGE": "language",
    "OBJECT_ACCESS_METHOD": "access method",
}
IN_SCHEMA = {
    "OBJECT_STATISTIC_EXT": "statistics",
    "OBJECT_COLLATION": "collation",
    "OBJECT_CONVERSION": "conversion",
    "OBJECT_TSDICTIONARY": "text search dictionary",
    "OBJECT_TSCONFIGURATION": "text search configuration",
}
ON_TABLE = {
    "OBJECT_TABCONSTRAINT": "constraint",
    "OBJECT_TRIGGER": "trigger",
    "OBJECT_POLICY": "policy",
    "OBJECT_RULE": "rule",
}
BY_METHOD = {"OBJECT_OPCLASS": "operator class", "OBJECT_OPFAMILY": "operator family"}
MODELLED = frozenset(
    {*RELATIONS, *TYPES, *ROUTINES, *WITHOUT_SCHEMA, *IN_SCHEMA, *ON_TABLE, *BY_METHOD}
    | {"OBJECT_CAST", "OBJECT_OPERATOR"}
)


def spoken(kind: str) -> str:
    """``OBJECT_TABCONSTRAINT`` as people say it."""
    named = {**WITHOUT_SCHEMA, **IN_SCHEMA, **ON_TABLE, **BY_METHOD}.get(kind)
    return named or kind.removeprefix("OBJECT_").lower().replace("_", " ")


def name_parts(node: Node) -> list[str]:
    """The dotted name of an object node: a String, a List of them, a TypeName or an ObjectWithArgs."""
    if "ObjectWithArgs" in node:
        items = node["ObjectWithArgs"]["objname"]
    else:
        items = node.get("List", {}).get("items") or node.get("TypeName", {}).get("names") or [node]
    return [item["String"]["sval"] for item in items]


def option_name(option: Node) -> list[str]:
    """The name that an option of a definition gives: as a name, a keyword, an operator or a string (defGetQualifiedName)."""
    argument = option.get("arg", {})
    if "TypeName" in argument:
        return strings(argument["TypeName"]["names"])
    if "List" in argument:
        return strings(argument["List"]["items"])
    return [argument["String"]["sval"]] if "String" in argument else []


def written(kind: str, node: Node) -> str:
    """The object as a message names it."""
    if kind in ("OBJECT_CAST", "OBJECT_TRANSFORM"):
        first, second = node["List"]["items"]
        names = [".".join(name_parts(item)) for item in (first, second)]
        return f"({names[0]} {'AS' if kind == 'OBJECT_CAST' else 'LANGUAGE'} {names[1]})"
    if kind in BY_METHOD:
        method, *parts = name_parts(node)
        return f"{'.'.join(map(identifier, parts))} USING {method}"
    if kind == "OBJECT_OPERATOR":
        return ".".join(name_parts(node))
    if "Integer" in node:
        return str(node["Integer"].get("ival", 0))
    return ".".join(map(identifier, name_parts(node)))


_MEANT = {
    "OBJECT_TABLE": ("table",),
    "OBJECT_FOREIGN_TABLE": ("foreign table",),
    "OBJECT_INDEX": ("index",),
    "OBJECT_SEQUENCE": ("sequence",),
    "OBJECT_VIEW": ("view",),
    "OBJECT_MATVIEW": ("materialized view",),
    "OBJECT_DOMAIN": ("domain",),
    RELATION: ("table", "foreign table", "view", "materialized view", "sequence"),
    WITH_COLUMNS: ("table", "foreign table", "view", "materialized view", "type"),
    "OBJECT_FUNCTION": ("function", "aggregate"),
    "OBJECT_PROCEDURE": ("procedure",),
    "OBJECT_AGGREGATE": ("aggregate",),
    "OBJECT_ROUTINE": ("function", "procedure", "aggregate"),
}
"""What kinds of objects a word of the grammar means (src/backend/catalog/objectaddress.c)."""
_ALTERED = {
    "OBJECT_TABLE": ("table", "foreign table", "view", "materialized view", "sequence", "index"),
    "OBJECT_TYPE": ("type", "domain"),
}
"""What ALTER names by them besides (RangeVarCallbackForAlterRelation in tablecmds.c)."""


def _word(item: Object) -> str:
    return "foreign table" if isinstance(item, Table) and item.server is not None else item.ref.kind


def means(kind: str, item: Object) -> bool:
    """Whether an object is one that a statement about ``kind`` may name."""
    return _word(item) in _MEANT.get(kind, (_word(item),))


def routine_kinds(kind: str) -> tuple[str, ...]:
    """The kinds of objects that FUNCTION, PROCEDURE, AGGREGATE or ROUTINE means."""
    return _MEANT[kind]


def refuse_other(session: Session, kind: str, item: Object, renamed: bool = False) -> bool:
    """Says that ALTER ``kind`` cannot be about an object, and whether it said so. ALTER INDEX … RENAME takes any relation."""
    known = _ALTERED.get(
        kind, ("index", *_ALTERED["OBJECT_TABLE"]) if renamed and kind == "OBJECT_INDEX" else None
    )
    if isinstance(item, External) or (_word(item) in known if known else means(kind, item)):
        return False
    session.problem(f"{_word(item)} {target(item.ref)} is no {spoken(kind)}")
    return True


def look_up(catalog: Catalog, session: Session, kind: str, node: Node) -> Object | None:
    """The object of kind ObjectType that a node names; None where the catalog has none, or does not model its kind."""
    if kind == "OBJECT_CAST":
        types = [type_named(catalog, session, item["TypeName"]) for item in node["List"]["items"]]
        return catalog.get(cast_ref(str(types[0]), str(types[1])))
    if kind == "OBJECT_OPERATOR":
        return _operator(catalog, session, node["ObjectWithArgs"])
    if kind in ROUTINES:
        return routine(catalog, session, node["ObjectWithArgs"], routine_kinds(kind))
    if kind not in MODELLED:
        return None
    parts = range_parts(node["RangeVar"]) if "RangeVar" in node else name_parts(node)
    if kind in RELATIONS:
        found = existing(catalog, session, parts)
        return found if isinstance(found, External) or (found and means(kind, found)) else None
    if kind in TYPES:
        named = type_object(catalog, session, parts)
        return named if named is not None and means(kind, named) else None
    if kind in WITHOUT_SCHEMA:
        return catalog.get(ObjectRef(WITHOUT_SCHEMA[kind], "", parts[-1]))
    if kind in IN_SCHEMA:
        return in_schema(catalog, session, IN_SCHEMA[kind], parts)
    if kind in BY_METHOD:
        method, *names = parts
        return in_schema(catalog, session, BY_METHOD[kind], names, method)
    *table, name = parts
    owner = existing(catalog, session, table)
    if owner is None:
        return None
    return catalog.get(ObjectRef(ON_TABLE[kind], owner.ref.schema, name, owner.ref.name))


def in_schema(
    catalog: Catalog, session: Session, kind: str, parts: list[str], args: str | None = None
) -> Object | None:
    """The object of a kind and a possibly qualified name, by the search_path."""
    schema, name = split(parts)
    for candidate in (schema,) if schema else session.search_path:
        item = catalog.get(ObjectRef(kind, candidate, name, args=args))
        if item is not None:
            return item
    return None


def _operator(catalog: Catalog, session: Session, node: Node) -> Object | None:
    args = operands(catalog, session, node.get("objargs", []))
    return in_schema(catalog, session, "operator", strings(node["objname"]), args)


def operands(catalog: Catalog, session: Session, nodes: list[Node]) -> str:
    """The operand types of an operator, NONE for one that is missing."""
    kinds = [type_named(catalog, session, node["TypeName"]).signature if node else "NONE" for node in nodes]
    return ", ".join(kinds)


def cast_ref(source: str, to: str) -> ObjectRef:
    """The name under which a cast is kept."""
    return ObjectRef("cast", "", f"{source} AS {to}")


_LANGUAGES = frozenset({"internal", "c", "sql", "plpgsql"})
EVERYWHERE = "plpgsql"
"""The extension that initdb puts into every database. Old dumps create and describe it all the same; no way back drops it."""


def addressed(catalog: Catalog, session: Session, kind: str, node: Node) -> Object | None:
    """The object that a statement names. None for an external one and, with a problem, for a missing one."""
    if kind == "OBJECT_EXTENSION" and name_parts(node) == [EVERYWHERE]:
        return None
    if kind in RELATIONS or kind in ON_TABLE:
        parts = range_parts(node["RangeVar"]) if "RangeVar" in node else name_parts(node)
        table = parts if kind in RELATIONS else parts[:-1]
        owner = _relation(catalog, session, kind if kind in RELATIONS else "OBJECT_TABLE", table)
        if owner is None or kind in RELATIONS:
            return owner
    item = look_up(catalog, session, kind, node)
    if item is None and _is_postgresqls(catalog, session, kind, node):
        whose = "is PostgreSQL's own: what is said of it is not followed"
        session.notes.append(f"{spoken(kind)} {written(kind, node)} {whose}")
    elif item is None:
        session.problem(f"there is no {spoken(kind)} {written(kind, node)}")
    return None if isinstance(item, External) else item


def _is_postgresqls(catalog: Catalog, session: Session, kind: str, node: Node) -> bool:
    """Whether a name that the catalog has not is that of something which every database has."""
    if kind == "OBJECT_CAST":
        types = [type_named(catalog, session, item["TypeName"]) for item in node["List"]["items"]]
        return all(named.schema == "pg_catalog" for named in types)
    *schema, name = name_parts(node)
    if kind == "OBJECT_LANGUAGE":
        return name in _LANGUAGES
    return kind in ROUTINES and schema in ([], ["pg_catalog"]) and is_builtin("function", name)


def _relation(catalog: Catalog, session: Session, kind: str, parts: list[str]) -> Object | None:
    item = existing(catalog, session, parts)
    if item is None and session.strict:
        session.problem(f"there is no {spoken(kind)} {'.'.join(map(identifier, parts))}")
    if item is None or isinstance(item, External):
        changed_elsewhere(catalog, session, parts)
        return None
    if not means(kind, item):
        session.problem(f"{target(item.ref)} is no {spoken(kind)}")
        return None
    return item


def address(ref: ObjectRef) -> str:
    """``TABLE public.orders``, ``POLICY own ON public.orders``: as COMMENT ON, ALTER and DROP take it."""
    word = ref.kind.upper()
    if ref.table is not None and ref.kind != "column":
        return f"{word} {identifier(ref.name)} ON {target(ObjectRef('table', ref.schema, ref.table))}"
    if ref.kind == "aggregate" and not ref.args:
        return f"{word} {target(ref._replace(args='*'))}"
    if ref.kind == "operator":
        return f"OPERATOR {operator_name(ref)} ({ref.args})"
    if ref.kind in BY_METHOD.values():
        return f"{word} {qualified(ref.schema, ref.name)} USING {identifier(ref.args or '')}"
    if ref.kind == "cast":
        return f"CAST ({ref.name})"
    return f"{word} {target(ref)}"


_NAMED = re.compile(r"\bOPERATOR\s*(\(|\d+)\s*\Z", re.IGNORECASE)
"""What stands before an operator whose name may have a schema: so in a class of operators, too."""


def in_place(name: Name, other: str, before: str) -> str:
    """Another name as it is written for one in a text, behind what stands ``before`` it: an operator has its schema in
    OPERATOR(…) alone (documentation, 4.2.5 Operator Invocations); in a string constant (``nextval('s')``), apostrophes
    are doubled.
    """
    in_constant = before.rstrip().endswith("'")  # behind a constant there is no name but an alias
    if name.kind != "operator" and in_constant:
        return other.replace("'", "''")
    if name.kind != "operator" or _NAMED.search(before):
        return other
    apart = "" if before[-1:].isspace() or before[-1:] in ("", "(") else " "
    return f"{apart}OPERATOR({other})"


def operator_name(ref: ObjectRef) -> str:
    """An operator's name, which is never quoted, with its schema."""
    return f"{identifier(ref.schema)}.{ref.name}" if ref.schema else ref.name


def collation_named(catalog: Catalog, session: Session, clause: Node | None) -> str | None:
    """The collation of a COLLATE clause, with its schema where it is the user's."""
    if clause is None:
        return None
    parts = strings(clause["collname"])
    found = in_schema(catalog, session, "collation", parts)
    return f"{found.ref.schema}.{found.ref.name}" if found is not None else ".".join(parts)
