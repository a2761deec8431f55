"""Text search dictionaries and configurations: what creates and changes them, and the SQL between two states."""

from __future__ import annotations

import re

from fixer.catalog.catalog import Catalog
from fixer.catalog.rare_objects import TextSearchConfiguration, TextSearchDictionary
from fixer.ddl.address import in_schema, option_name
from fixer.ddl.base import Ddl, Session, statement, strings
from fixer.ddl.names import place, split
from fixer.ddl.rare.collation import value_of
from fixer.ddl.relations.storage import option_value
from fixer.model import ObjectRef
from fixer.sql.quote import identifier, literal, target
from fixer.values import replace

_DICTIONARY, _CONFIGURATION = "text search dictionary", "text search configuration"
# the token types of the default parser that hold words of a language, and the others that are looked up
# (src/backend/snowball/snowball_create.pl)
_ASCII = ("asciihword", "asciiword", "hword_asciipart")
_WORDS = ("hword", "hword_part", "word")
_OTHERS = (
    "email",
    "file",
    "float",
    "host",
    "hword_numpart",
    "int",
    "numhword",
    "numword",
    "sfloat",
    "uint",
    "url",
    "url_path",
    "version",
)
_WITH_ENGLISH = frozenset({"hindi", "russian"})


def _dictionary(catalog: Catalog, session: Session, parts: list[str]) -> ObjectRef:
    """The dictionary of a name: the user's, one that every database has, or an extension's as it is written."""
    found = in_schema(catalog, session, _DICTIONARY, parts)
    if found is not None:
        return found.ref
    schema, name = split(parts)
    return (
        _everywhere(name)
        if schema == "pg_catalog" or _is_builtin(name)
        else ObjectRef(_DICTIONARY, schema, name)
    )


def _is_builtin(name: str) -> bool:
    return name == "simple" or re.fullmatch("[a-z]+_stem", name) is not None


def _everywhere(name: str) -> ObjectRef:
    return ObjectRef(_DICTIONARY, "pg_catalog", name)


def _builtin(name: str) -> dict[str, tuple[ObjectRef, ...]]:
    """The mappings of the configuration that pg_catalog has for a language."""
    if name == "simple":
        return dict.fromkeys((*_ASCII, *_WORDS, *_OTHERS), (_everywhere("simple"),))
    plain = "english" if name in _WITH_ENGLISH else name
    found: dict[str, tuple[ObjectRef, ...]] = dict.fromkeys(_OTHERS, (_everywhere("simple"),))
    found |= dict.fromkeys(_ASCII, (_everywhere(f"{plain}_stem"),))
    return found | dict.fromkeys(_WORDS, (_everywhere(f"{name}_stem"),))


def define_dictionary(ddl: Ddl, catalog: Catalog, session: Session) -> None:
    """CREATE TEXT SEARCH DICTIONARY."""
    ref = ObjectRef(_DICTIONARY, *place(catalog, session, strings(ddl.node["defnames"])))
    if catalog.get(ref) is not None:
        session.problem(f"{_DICTIONARY} {target(ref)} exists already", ref)
    said = [item["DefElem"] for item in ddl.node["definition"]]
    template = next((value_of(option) for option in said if option["defname"] == "template"), "")
    options = tuple((o["defname"], option_value(o)) for o in said if o["defname"] != "template")
    made = TextSearchDictionary(ref, origin=session.origin, template=template, options=options)
    catalog.put(replace(made, id=catalog.new_id()))


@statement("AlterTSDictionaryStmt")
class AlterDictionary(Ddl):
    """ALTER TEXT SEARCH DICTIONARY."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Sets options; one without a value is removed (src/backend/commands/tsearchcmds.c)."""
        parts = strings(self.node["dictname"])
        found = in_schema(catalog, session, _DICTIONARY, parts)
        if not isinstance(found, TextSearchDictionary):
            session.problem(f"there is no {_DICTIONARY} {'.'.join(map(identifier, parts))}")
            return
        options = dict(found.options)
        for option in (item["DefElem"] for item in self.node["options"]):
            options.pop(option["defname"], None)
            if "arg" in option:
                options[option["defname"]] = option_value(option)
        catalog.put(replace(found, options=tuple(options.items())))


def create_dictionary(item: TextSearchDictionary, catalog: Catalog) -> list[str]:
    """CREATE TEXT SEARCH DICTIONARY."""
    said = [f"TEMPLATE = {item.template}"]
    said += [f"{identifier(name)} = {literal(value)}" for name, value in item.options]
    return [f"CREATE TEXT SEARCH DICTIONARY {target(item.ref)} ({', '.join(said)})"]


def drop_dictionary(item: TextSearchDictionary, catalog: Catalog) -> list[str]:
    """DROP TEXT SEARCH DICTIONARY."""
    return [f"DROP TEXT SEARCH DICTIONARY {target(item.ref)}"]


def alter_dictionary(
    old: TextSearchDictionary, new: TextSearchDictionary, catalog: Catalog
) -> list[str] | None:
    """ALTER TEXT SEARCH DICTIONARY; an option that is set goes to the end, so all behind the first change are."""
    if old.template != new.template:
        return None
    if old.options == new.options:
        return []
    shared = 0
    while old.options[shared : shared + 1] == new.options[shared : shared + 1] != ():
        shared += 1
    kept = {name for name, _value in new.options}
    said = [identifier(name) for name, _value in old.options[shared:] if name not in kept]
    said += [f"{identifier(name)} = {literal(value)}" for name, value in new.options[shared:]]
    return [f"ALTER TEXT SEARCH DICTIONARY {target(new.ref)} ({', '.join(said)})"]


# configurations


def define_configuration(ddl: Ddl, catalog: Catalog, session: Session) -> None:
    """CREATE TEXT SEARCH CONFIGURATION, with a parser or as a copy."""
    ref = ObjectRef(_CONFIGURATION, *place(catalog, session, strings(ddl.node["defnames"])))
    if catalog.get(ref) is not None:
        session.problem(f"{_CONFIGURATION} {target(ref)} exists already", ref)
    said = {item["DefElem"]["defname"]: item["DefElem"] for item in ddl.node["definition"]}
    parser, mappings = "pg_catalog.default", ()
    if "copy" in said:
        parts = option_name(said["copy"])
        source = in_schema(catalog, session, _CONFIGURATION, parts)
        if isinstance(source, TextSearchConfiguration):
            parser, mappings = source.parser, source.mappings  # type: ignore[assignment]
        else:
            mappings = tuple(sorted(_builtin(parts[-1]).items()))  # type: ignore[assignment]
    elif "parser" in said:
        parts = option_name(said["parser"])
        parser = ".".join(parts if len(parts) > 1 else ("pg_catalog", *parts))
    made = TextSearchConfiguration(ref, origin=session.origin, parser=parser, mappings=mappings)
    catalog.put(replace(made, id=catalog.new_id()))


@statement("AlterTSConfigurationStmt")
class AlterConfiguration(Ddl):
    """ALTER TEXT SEARCH CONFIGURATION … MAPPING."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds, changes or drops the dictionaries of token types."""
        node, parts = self.node, strings(self.node["cfgname"])
        found = in_schema(catalog, session, _CONFIGURATION, parts)
        if not isinstance(found, TextSearchConfiguration):
            session.problem(f"there is no {_CONFIGURATION} {'.'.join(map(identifier, parts))}")
            return
        kind = node["kind"].removeprefix("ALTER_TSCONFIG_")
        mappings, tokens = dict(found.mappings), strings(node.get("tokentype", []))
        dictionaries = tuple(
            _dictionary(catalog, session, strings(item["List"]["items"])) for item in node.get("dicts", [])
        )
        for token in tokens:
            if kind == "ADD_MAPPING" and token in mappings:
                session.problem(f"{target(found.ref)} has a mapping for {token} already: it exists already")
            if kind == "DROP_MAPPING" and token not in mappings and not node.get("missing_ok"):
                session.problem(f"there is no mapping for {token} in {target(found.ref)}")
        if kind == "DROP_MAPPING":
            mappings = {token: used for token, used in mappings.items() if token not in tokens}
        elif kind.startswith("REPLACE_DICT"):
            was, now = dictionaries
            for token in tokens or list(mappings):
                used = mappings.get(token, ())
                mappings[token] = tuple(now if name == was else name for name in used)
        else:
            mappings |= dict.fromkeys(tokens, dictionaries)
        catalog.put(replace(found, mappings=tuple(sorted(mappings.items()))))


def _mappings(item: TextSearchConfiguration, word: str, tokens: list[str]) -> list[str]:
    """One ALTER for all token types that have the same dictionaries."""
    groups: dict[tuple[ObjectRef, ...], list[str]] = {}
    for token, dictionaries in item.mappings:
        if token in tokens:
            groups.setdefault(dictionaries, []).append(token)
    name = f"ALTER TEXT SEARCH CONFIGURATION {target(item.ref)} {word} MAPPING FOR"
    return [
        f"{name} {', '.join(listed)} WITH {', '.join(map(target, used))}" for used, listed in groups.items()
    ]


def create_configuration(item: TextSearchConfiguration, catalog: Catalog) -> list[str]:
    """CREATE TEXT SEARCH CONFIGURATION, and its mappings."""
    parser = ".".join(map(identifier, item.parser.split(".")))
    text = f"CREATE TEXT SEARCH CONFIGURATION {target(item.ref)} (PARSER = {parser})"
    return [text, *_mappings(item, "ADD", [token for token, _used in item.mappings])]


def drop_configuration(item: TextSearchConfiguration, catalog: Catalog) -> list[str]:
    """DROP TEXT SEARCH CONFIGURATION."""
    return [f"DROP TEXT SEARCH CONFIGURATION {target(item.ref)}"]


def alter_configuration(
    old: TextSearchConfiguration, new: TextSearchConfiguration, catalog: Catalog
) -> list[str] | None:
    """DROP, ADD and ALTER MAPPING of what differs."""
    if old.parser != new.parser:
        return None
    before, after = dict(old.mappings), dict(new.mappings)
    gone = [token for token in before if token not in after]
    name = f"ALTER TEXT SEARCH CONFIGURATION {target(new.ref)}"
    steps = [f"{name} DROP MAPPING FOR {', '.join(gone)}"] if gone else []
    steps += _mappings(new, "ADD", [token for token in after if token not in before])
    changed = [token for token in after if token in before and before[token] != after[token]]
    return steps + _mappings(new, "ALTER", changed)
