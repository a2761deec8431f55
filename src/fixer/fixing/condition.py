"""Conditions on a row, as a finding or the configuration writes them: whether a CHECK may have them, and how it says them."""

from __future__ import annotations

import re

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.catalog.resolve import resolve
from fixer.model import ObjectRef
from fixer.sql import canonical
from fixer.sql.builtins import extensions_providing, is_builtin
from fixer.sql.names import Name, names_in_expression
from fixer.sql.parse import SqlSyntaxError
from fixer.sql.quote import identifier, shown, unquoted


class NotUsableError(Exception):
    """A condition cannot be used: the code of a refusal, the reason, and what to decide."""

    def __init__(
        self, code: str, reason: str, decide: str = "Write the constraint by hand, if it is wanted."
    ):
        self.code, self.reason, self.decide = code, reason, decide
        super().__init__(reason)


_STRING = re.compile(
    r"""(?<![\w$])[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|(?<![\w$])(\$(?:[^\W\d]\w*)?\$).*?\1|"(?:[^"]|"")*\"""",
    re.DOTALL,
)
_REFUSED = {
    "a comment": re.compile(r"--|/\*"),
    "a subquery": re.compile(r"\bselect\b|\btable\b|\(\s*values\s*\(", re.IGNORECASE),
    "a parameter": re.compile(r"\$\d"),
    "the time or the user": re.compile(
        r"\b(?:current_(?:date|time|timestamp|user|role|schema|catalog)|localtime(?:stamp)?|(?:session_)?user)\b",
        re.IGNORECASE,
    ),
    "a window function": re.compile(r"\bover\s*\(", re.IGNORECASE),
}
_BEYOND_ROW = re.compile(
    r"(?!pg_(?:typeof|column_size)$)(?:pg_|lo_|brin_|gin_|binary_upgrade_|txid_)\w*|lo(?:read|write)|set_config"
    r"|nextval|setval|currval|lastval|random|gen_random_uuid|now|\w+_timestamp|timeofday|current_\w+|version"
    r"|(?:query|table|schema|database|cursor)_to_xml\w*"
)


def usable(check: str, table: Table, catalog: Catalog) -> str:
    """The expression on one line, its names qualified. Raises NotUsableError for what is no CHECK here."""
    columns = columns_in(check)
    if columns is None:
        raise NotUsableError("unreadable", f"{_one_line(check)} is not an expression")
    bare = _STRING.sub(lambda found: found[0][0] + " " * (len(found[0]) - 2) + found[0][-1], check)
    for what, pattern in _REFUSED.items():
        if pattern.search(bare):
            raise NotUsableError("unsupported", f"{_one_line(check)} has {what} in it")
    unknown = sorted(columns - {column.name for column in table.columns})
    if unknown or not columns:
        which = f"no column {unknown[0]}" if unknown else "no column that the expression is about"
        raise NotUsableError("unresolved", f"{shown(table.ref)} has {which}: {_one_line(check)}")
    prefixes: list[tuple[int, str]] = []
    for name in names_in_expression(check):
        schema = _schema_to_write(name, table, catalog)
        if name.start >= 0:
            bare = bare[: name.start] + " " * (name.end - name.start) + bare[name.end :]
            prefixes += [(name.start, f"{identifier(schema)}.")] if schema else []
    for qualifier in re.finditer(r'("[^"]*"|(?<![\w$])[^\W\d][\w$]*)\s*\.', bare):
        if unquoted(check[qualifier.start(1) : qualifier.end(1)]) not in (table.ref.schema, table.ref.name):
            raise NotUsableError("unresolved", f"{_one_line(check)} is not about {shown(table.ref)} alone")
    for place, prefix in sorted(prefixes, reverse=True):
        check = check[:place] + prefix + check[place:]
    line = _one_line(check)
    if "\n" in line or "\r" in line:
        raise NotUsableError("unsupported", "the expression has a string of several lines in it")
    return line


def columns_in(check: str) -> frozenset[str] | None:
    """The columns of an expression; None for what is not one expression."""
    try:
        return canonical.columns(check)
    except SqlSyntaxError:
        return None


def _one_line(check: str) -> str:
    """The expression without line ends, but for those in strings."""
    pieces: list[str] = []
    end = 0
    for string in _STRING.finditer(check):
        pieces += [re.sub(r"\s+", " ", check[end : string.start()]), string[0]]
        end = string.end()
    return "".join([*pieces, re.sub(r"\s+", " ", check[end:])]).strip()


def _schema_to_write(name: Name, table: Table, catalog: Catalog) -> str:
    """The schema to be written before a name; "" for none. Raises NotUsableError for an unknown name."""
    *qualifier, word = name.parts
    path = (table.ref.schema, "public")
    if name.kind == "relation":
        raise NotUsableError("unsupported", f"{word} is a relation: a CHECK sees its own row only")
    if qualifier in ([], ["pg_catalog"]) and is_builtin(name.kind, word):
        if name.kind == "function" and _BEYOND_ROW.fullmatch(word):
            raise NotUsableError("unsupported", f"{word}() does not depend on the row alone")
        return ""
    ref = resolve(catalog, name, path)
    if ref is not None and ref.kind != "external":
        return "" if qualifier else ref.schema
    extensions = (ObjectRef("extension", "", other) for other in extensions_providing(name.kind, word))
    if any(catalog.get(extension) is not None for extension in extensions):
        return ""
    raise NotUsableError("unsupported", f"the schema has no {name.kind} {'.'.join(name.parts)}")
