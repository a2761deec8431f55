"""What few schemas have: rules, statistics, event triggers, publications, foreign data, casts, operators, text search …

Left out is what holds secrets (user mappings, subscriptions) and what takes a superuser's C code to make (languages,
access methods, conversions, operator classes and families).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fixer.catalog import acl as acls
from fixer.catalog.introspect.reading import Options, Reading, Row, Rows
from fixer.catalog.objects import Object
from fixer.catalog.rare_objects import (
    Cast,
    Collation,
    DefaultPrivileges,
    EventTrigger,
    ForeignDataWrapper,
    ForeignServer,
    Operator,
    Publication,
    PublicationTable,
    Rule,
    Statistics,
    TextSearchConfiguration,
    TextSearchDictionary,
)
from fixer.model import ObjectRef
from fixer.sql.quote import target
from fixer.sql.tokens import Tokens
from fixer.values import replace

_EVENTS = {"1": "SELECT", "2": "UPDATE", "3": "INSERT", "4": "DELETE"}
_STATISTICS = {"d": "ndistinct", "f": "dependencies", "m": "mcv"}
_PUBLISH = ("insert", "update", "delete", "truncate")
_PROVIDERS = {"b": "builtin", "c": "libc", "i": "icu"}
_PLURALS = {"r": "TABLES", "S": "SEQUENCES", "f": "FUNCTIONS", "T": "TYPES", "n": "SCHEMAS"}
_OPTION = re.compile(r"""("(?:[^"]|"")*"|\w+) = (E?)'((?:[^']|'')*)'""")


def read(reading: Reading, rows: Rows) -> None:
    """Notes what makes a table a foreign one."""
    for kind, oid, _space, _owner, data in rows:
        if kind == "foreign table":
            server, options, columns = data
            of_columns = {number: _options(pairs) for number, pairs in columns or ()}
            reading.foreign[oid] = (server, _options(options), of_columns)


def made(reading: Reading, rows: Rows) -> Iterator[Object]:
    """All of them, but for those in schemas that are not the project's."""
    refs: set[ObjectRef] = set()
    for row in rows:
        kind, oid, space, owner, data = row
        if kind not in _MAKERS or (space is not None and space not in reading.schemas):
            continue
        if space in reading.foreign_schemas:
            continue
        catalog, maker = _MAKERS[kind]
        item = maker(reading, row, data)
        if item is not None and item.ref not in refs:
            refs.add(item.ref)
            named = None if owner is None or kind == "default privileges" else reading.owner(owner)
            yield replace(
                item, id=reading.identity(catalog, oid), comment=reading.comment(catalog, oid), owner=named
            )


def _options(pairs: Any) -> Options:
    return tuple((name, value) for name, value in pairs or ())


def _function(reading: Reading, schema: str, name: str, types: Any) -> ObjectRef:
    return ObjectRef("function", schema, name, args=", ".join(reading.types[oid].signature for oid in types))


def _rule(reading: Reading, row: Row, data: Any) -> Object | None:
    relation, name, event, instead, enabled, definition = data
    table = reading.relations.get(relation)
    if table is None or relation in reading.external:
        return None
    condition, actions = _parts(definition)
    ref = ObjectRef("rule", table.schema, name, table.name)
    return Rule(
        ref,
        table=table,
        event=_EVENTS[event],
        instead=instead,
        condition=condition,
        actions=actions,
        enabled=enabled,
    )


def _parts(definition: str) -> tuple[str | None, str]:
    """Condition and actions of ``CREATE RULE … TO table [WHERE …] DO [INSTEAD] …;``."""
    tokens = Tokens(definition.rstrip().removesuffix(";"))
    words = tokens.words
    depth, where, do = 0, None, 0
    for position in range(tokens.find("to"), len(tokens)):
        depth += (words[position] == "(") - (words[position] == ")")
        if not depth and words[position] == "where" and where is None:
            where = position
        if not depth and words[position] == "do":
            do = position
            break
    first = do + 2 if words[do + 1] in ("instead", "also") else do + 1
    actions = tokens.between(first, len(tokens))
    condition = tokens.between(where + 1, do) if where is not None else None
    return condition, "NOTHING" if actions.upper() == "NOTHING" else actions


def _statistics(reading: Reading, row: Row, data: Any) -> Object | None:
    relation, name, kinds, columns, wanted, definition = data
    table = reading.relations.get(relation)
    if table is None or relation in reading.external:
        return None
    known = reading.columns[relation]
    return Statistics(
        ObjectRef("statistics", reading.schemas[row[2]], name),
        table=table,
        kinds=tuple(word for letter, word in _STATISTICS.items() if letter in kinds),
        keys=_keys(definition),
        columns=tuple(known[number] for number in reading.numbers(columns)),
        target=None if wanted in (None, -1) else wanted,
    )


def _keys(definition: str) -> tuple[str, ...]:
    """What stands between ON and FROM."""
    tokens = Tokens(definition)
    first = tokens.find("on") + 1
    depth, last = 0, first
    while depth or tokens.words[last] != "from":
        depth += (tokens.words[last] == "(") - (tokens.words[last] == ")")
        last += 1
    return tuple(tokens.between(*piece) for piece in tokens.commas(first, last))


def _event_trigger(reading: Reading, row: Row, data: Any) -> Object:
    name, event, tags, function, enabled = data
    called = ObjectRef("function", reading.schemas[row[2]], function, args="")
    ref = ObjectRef("event trigger", "", name)
    return EventTrigger(ref, event=event, tags=tuple(tags or ()), function=called, enabled=enabled)


def _publication(reading: Reading, row: Row, data: Any) -> Object:
    name, all_tables, insert, update, delete, truncate, via_root, tables, schemas = data
    said = dict(zip(_PUBLISH, (insert, update, delete, truncate), strict=True))
    entries = [
        PublicationTable(
            reading.relations[oid],
            tuple(reading.columns[oid][number] for number in columns or ()),
            condition,
        )
        for oid, columns, condition in tables or ()
        if oid in reading.relations
    ]
    spaces = {
        ObjectRef("schema", "", reading.schemas[oid]) for oid in schemas or () if oid in reading.schemas
    }
    return Publication(
        ObjectRef("publication", "", name),
        all_tables=all_tables,
        tables=tuple(sorted(entries, key=lambda entry: target(entry.table))),
        schemas=tuple(sorted(spaces, key=target)),
        publish=tuple(word for word in _PUBLISH if said[word]),
        via_root=via_root,
    )


def _wrapper(reading: Reading, row: Row, data: Any) -> Object:
    name, acl, handler, validator, options = data
    ref = ObjectRef("foreign data wrapper", "", name)
    return ForeignDataWrapper(
        ref,
        grants=reading.grants(ref.kind, acl, row[3]),
        handler=handler,
        validator=validator,
        options=_options(options),
    )


def _server(reading: Reading, row: Row, data: Any) -> Object:
    name, acl, wrapper, kind, version, options = data
    ref = ObjectRef("server", "", name)
    return ForeignServer(
        ref,
        grants=reading.grants(ref.kind, acl, row[3]),
        wrapper=ObjectRef("foreign data wrapper", "", wrapper),
        type=kind,
        version=version,
        options=_options(options),
    )


def _cast(reading: Reading, row: Row, data: Any) -> Object:
    source, goal, method, context, schema, function, types = data
    one, other = reading.types[source], reading.types[goal]
    return Cast(
        ObjectRef("cast", "", f"{one} AS {other}"),
        source=one,
        target=other,
        method=method,
        function=_function(reading, schema, function, types) if function is not None else None,
        context=context,
    )


def _named_operator(reading: Reading, schema: str, name: str, left: int, right: int) -> ObjectRef:
    sides = (reading.types[oid].signature if oid else "NONE" for oid in (left, right))
    return ObjectRef("operator", schema, name, args=", ".join(sides))


def _operator(reading: Reading, row: Row, data: Any) -> Object:
    name, left, right, schema, function, commutator, negator, restrict, join, hashes, merges = data
    return Operator(
        _named_operator(reading, reading.schemas[row[2]], name, left, right),
        left=reading.types[left] if left else None,
        right=reading.types[right] if right else None,
        function=_function(reading, schema, function, [oid for oid in (left, right) if oid]),
        commutator=_named_operator(reading, *commutator) if commutator else None,
        negator=_named_operator(reading, *negator) if negator else None,
        restrict=restrict,
        join=join,
        hashes=hashes,
        merges=merges,
    )


def _collation(reading: Reading, row: Row, data: Mapping[str, Any]) -> Object | None:
    """A row of pg_collation, whose columns are not the same in all versions."""
    provider = _PROVIDERS.get(data["collprovider"])
    if provider is None:
        return None
    locale = data.get("colllocale") or data.get("colliculocale")
    sides = (data.get("collcollate"), data.get("collctype"))
    if locale is None and sides[0] == sides[1]:
        locale = sides[0]
    said = {"provider": provider, "locale": locale, "rules": data.get("collicurules")}
    if locale is None:
        said |= {"lc_collate": sides[0], "lc_ctype": sides[1]}
    if not data["collisdeterministic"]:
        said["deterministic"] = "false"
    definition = tuple(sorted((name, value) for name, value in said.items() if value is not None))
    ref = ObjectRef("collation", reading.schemas[row[2]], data["collname"])
    return Collation(ref, definition=definition)


def _dictionary(reading: Reading, row: Row, data: Any) -> Object:
    name, template, options = data
    ref = ObjectRef("text search dictionary", reading.schemas[row[2]], name)
    return TextSearchDictionary(ref, template=template, options=tuple(_initial(options or "")))


def _initial(text: str) -> Iterator[tuple[str, str]]:
    """The options of a dictionary, as serialize_deflist writes them (src/backend/commands/tsearchcmds.c)."""
    for match in _OPTION.finditer(text):
        name, value = match[1], match[3].replace("''", "'")
        if name.startswith('"'):
            name = name[1:-1].replace('""', '"')
        yield name, value.replace("\\\\", "\\") if match[2] else value


def _configuration(reading: Reading, row: Row, data: Any) -> Object:
    name, parser, entries = data
    mappings: dict[str, list[ObjectRef]] = {}
    for token, schema, dictionary in entries or ():
        mappings.setdefault(token, []).append(ObjectRef("text search dictionary", schema, dictionary))
    return TextSearchConfiguration(
        ObjectRef("text search configuration", reading.schemas[row[2]], name),
        parser=parser,
        mappings=tuple((token, tuple(used)) for token, used in sorted(mappings.items())),
    )


def _default_privileges(reading: Reading, row: Row, data: Any) -> Object | None:
    """Those of whoever connects, or owns the database, have no role in their name: who runs migrations is either."""
    letter, acl = data
    if letter not in _PLURALS:
        return None
    name = reading.roles.get(row[3], "")
    role = "" if row[3] in reading.unnamed_owners else name
    schema = reading.schemas[row[2]] if row[2] is not None else ""
    ref = ObjectRef("default privileges", schema, _PLURALS[letter], args=role)
    given = acls.in_order({"": reading.entries(ref, acl, name)})
    return DefaultPrivileges(ref, grants=acls.listed(ref, given))


_Maker = Callable[[Reading, Row, Any], Object | None]
_MAKERS: dict[str, tuple[str, _Maker]] = {
    "rule": ("pg_rewrite", _rule),
    "statistics": ("pg_statistic_ext", _statistics),
    "event trigger": ("pg_event_trigger", _event_trigger),
    "publication": ("pg_publication", _publication),
    "wrapper": ("pg_foreign_data_wrapper", _wrapper),
    "server": ("pg_foreign_server", _server),
    "cast": ("pg_cast", _cast),
    "operator": ("pg_operator", _operator),
    "collation": ("pg_collation", _collation),
    "dictionary": ("pg_ts_dict", _dictionary),
    "configuration": ("pg_ts_config", _configuration),
    "default privileges": ("pg_default_acl", _default_privileges),
}
"""The system catalog that comments refer to, and what makes the object of a row."""
