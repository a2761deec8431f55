"""Drizzle schema code (TypeScript) to SQL suggestions: indexes, checks, columns, keys. What is not understood is said.

Read are ``pgTable('name', {columns}, (table) => [extras])`` and single ``index('name').on(table.column)`` lines. A
property is taken for the column that its builder names, else for its own name in snake case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fixer.sql.quote import identifier
from fixer.values import Value


class Read(Value, frozen=True):
    """One statement in SQL, or why there is none; ``line`` is where it stands in the block, from 0.

    Where the code does not say the table, ``sql`` has ``{table}`` in its place.
    """

    line: int
    sql: str = ""
    problem: str = ""


class _NotUnderstoodError(Exception):
    """There is something in a template literal that is no column."""


_TABLE = re.compile(r"(?:export\s+)?const\s+(\w+)\s*=\s*pgTable\(\s*['\"]([^'\"]+)['\"]\s*,")
_EXTRA = re.compile(
    r"\b(index|uniqueIndex|check|unique|foreignKey|primaryKey|pgPolicy)\(\s*(?:['\"]([^'\"]+)['\"])?"
)
_PROPERTY = re.compile(r"(\w+)\s*:\s*(\w+)\(\s*(?:['\"]([^'\"]+)['\"])?")
_REFERENCE = re.compile(r"\.references\(\s*(?:\(\)\s*=>\s*)?(\w+)\.(\w+)\s*(?:,\s*\{([^}]*)\})?")
_TYPES = {
    "text": "text",
    "integer": "integer",
    "bigint": "bigint",
    "smallint": "smallint",
    "boolean": "boolean",
    "uuid": "uuid",
    "jsonb": "jsonb",
    "json": "json",
    "date": "date",
    "serial": "serial",
    "bigserial": "bigserial",
    "real": "real",
    "varchar": "varchar",
    "timestamp": "timestamp",
    "numeric": "numeric",
}
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def is_drizzle(code: str) -> bool:
    """Whether code defines tables, indexes or checks, and is not a query or a list of types."""
    return (
        _TABLE.search(code) is not None
        or re.search(r"\b(?:index|uniqueIndex|check|unique)\(\s*['\"]", code) is not None
    )


def snake(name: str) -> str:
    """``userId`` as ``user_id``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def read(code: str) -> Iterator[Read]:
    """The statements that the code stands for."""
    code = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), code)
    tables = list(_TABLE.finditer(code))
    if not tables:
        yield from _extras(code, 0, len(code), "{table}", {})
        return
    yield from _extras(code, 0, tables[0].start(), "{table}", {})
    names = {found[1]: found[2] for found in tables}
    for number, found in enumerate(tables):
        end = tables[number + 1].start() if number + 1 < len(tables) else len(code)
        body = _braces(code, found.end(), end)
        columns = {
            prop: column or snake(prop) for prop, _kind, column in _PROPERTY.findall(code[slice(*body)])
        }
        yield from _columns(code, *body, found[2], names)
        yield from _extras(code, body[1], end, identifier(found[2]), columns)


def _braces(code: str, start: int, end: int) -> tuple[int, int]:
    """The object literal of the columns: from behind ``{`` to ``}``."""
    opening = code.find("{", start, end)
    if opening < 0:
        return end, end
    return opening + 1, _closing(code, opening, end)


def _closing(code: str, opening: int, end: int) -> int:
    """Where the bracket that opens there is closed; ``end`` where it is not."""
    depth = 0
    for position in range(opening, end):
        if code[position] in "([{":
            depth += 1
        elif code[position] in ")]}":
            depth -= 1
            if depth == 0:
                return position
    return end


def _columns(code: str, start: int, end: int, table: str, names: dict[str, str]) -> Iterator[Read]:
    """The columns of a table, each as the column that has to be there."""
    for piece in _split(code, start, end):
        text = code[piece].strip()
        found = _PROPERTY.match(text)
        line = code.count("\n", 0, piece.start + len(code[piece]) - len(code[piece].lstrip()))
        if not text.strip("."):
            continue
        if not found or found[2] not in _TYPES:
            yield Read(line, problem=f"not read: {' '.join(text.split())[:60]}")
            continue
        column = identifier(found[3] or snake(found[1]))
        target = identifier(table)
        default = re.search(r"\.default\(\s*(\d+(?:\.\d+)?|true|false|'[^']*')\s*\)", text)
        value = f" DEFAULT {default[1]}" if default else " DEFAULT now()" if ".defaultNow()" in text else ""
        required = " NOT NULL" if ".notNull()" in text else ""
        length = re.search(r"length:\s*(\d+)", text)
        kind = _TYPES[found[2]] + (f"({length[1]})" if length and found[2] == "varchar" else "")
        zone = " with time zone" if found[2] == "timestamp" and "withTimezone: true" in text else ""
        yield Read(line, f"ALTER TABLE {target} ADD COLUMN {column} {kind}{zone}{value}{required}")
        if ".unique()" in text:
            yield Read(line, f"ALTER TABLE {target} ADD UNIQUE ({column})")
        if reference := _REFERENCE.search(text):
            other = identifier(names.get(reference[1], snake(reference[1])))
            actions = _actions(reference[3] or "")
            yield Read(
                line,
                f"ALTER TABLE {target} ADD FOREIGN KEY ({column}) "
                f"REFERENCES {other} ({identifier(snake(reference[2]))}){actions}",
            )


def _actions(options: str) -> str:
    found = re.findall(r"on(Delete|Update):\s*['\"]([a-z ]+)['\"]", options)
    return "".join(f" ON {event.upper()} {action.upper()}" for event, action in found)


def _split(code: str, start: int, end: int) -> Iterator[slice]:
    """The members of an object literal, at its commas."""
    begin, depth, quote = start, 0, ""
    for position in range(start, end):
        letter = code[position]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"`":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif letter == "," and depth == 0:
            yield slice(begin, position)
            begin = position + 1
    yield slice(begin, end)


def _extras(code: str, start: int, end: int, table: str, columns: dict[str, str]) -> Iterator[Read]:
    for found in _EXTRA.finditer(code, start, end):
        if code[max(found.start() - 1, 0)] == "." and found.start() > 0:
            continue  # .unique() of a column
        line = code.count("\n", 0, found.start())
        chain = code[found.start() : _chain_end(code, found.end(), end)]
        try:
            sql = _extra(found[1], found[2], chain, table, columns)
        except _NotUnderstoodError:
            sql = ""
        yield Read(line, sql) if sql else Read(line, problem=f"not read: {' '.join(chain.split())[:60]}")


def _chain_end(code: str, start: int, end: int) -> int:
    """Behind ``index('x').on(…).where(…)``: at the comma, bracket or semicolon that no bracket holds."""
    depth, quote = 1, ""
    for position in range(start, end):
        letter = code[position]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"`":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
            if depth < 0:
                return position
        elif depth == 0 and (letter in ",;" or (letter == "\n" and not _goes_on(code, position, end))):
            return position
    return end


def _goes_on(code: str, position: int, end: int) -> bool:
    """Whether the next line goes on with the chain."""
    return code[position:end].lstrip().startswith(".")


def _extra(kind: str, name: str | None, chain: str, table: str, columns: dict[str, str]) -> str:
    """One entry of a table's extra configuration in SQL; empty where it is not understood."""
    called = identifier(name) if name else ""
    if kind == "check":
        text = re.search(r"sql`(.*)`", chain, re.DOTALL)
        return (
            f"ALTER TABLE {table} ADD CONSTRAINT {called} CHECK ({_sql(text[1], columns)})"
            if text and name
            else ""
        )
    if kind not in ("index", "uniqueIndex", "unique"):
        return ""
    on = re.search(r"\.on\(([^`]*?)\)(?=\s*(?:\.|\Z))", chain, re.DOTALL)
    keys = [_key(part, columns) for part in on[1].split(",") if part.strip()] if on else []
    if not keys or not all(keys):
        return ""
    listed = ", ".join(keys)
    if kind == "unique":
        return f"ALTER TABLE {table} ADD {f'CONSTRAINT {called} ' if name else ''}UNIQUE ({listed})"
    method = re.search(r"\.using\(\s*['\"](\w+)['\"]", chain)
    include = re.search(r"\.include\(([^)]*)\)", chain)
    where = re.search(r"\.where\(\s*sql`(.*?)`\s*\)", chain, re.DOTALL)
    if ".where(" in chain and not where:
        return ""
    included = [_key(part, columns) for part in include[1].split(",")] if include else []
    return (
        f"CREATE {'UNIQUE ' if kind == 'uniqueIndex' else ''}INDEX {called or ''} ON {table}"
        + (f" USING {method[1].lower()}" if method else "")
        + f" ({listed})"
        + (f" INCLUDE ({', '.join(included)})" if included and all(included) else "")
        + (f" WHERE {_sql(where[1], columns)}" if where else "")
    ).replace("  ", " ")


def _key(text: str, columns: dict[str, str]) -> str:
    found = re.fullmatch(r"\s*\w+\.(\w+)((?:\.(?:asc|desc|nullsFirst|nullsLast)\(\))*)\s*", text)
    if not found:
        return ""
    words = {"asc": " ASC", "desc": " DESC", "nullsFirst": " NULLS FIRST", "nullsLast": " NULLS LAST"}
    order = "".join(words[word] for word in re.findall(r"\.(\w+)\(\)", found[2]))
    return identifier(columns.get(found[1], snake(found[1]))) + order


def _sql(text: str, columns: dict[str, str]) -> str:
    """A template literal, ``${table.column}`` put in."""

    def name(found: re.Match[str]) -> str:
        inside = re.fullmatch(r"\s*\w+\.(\w+)\s*", found[1])
        if inside is None:
            raise _NotUnderstoodError
        return identifier(columns.get(inside[1], snake(inside[1])))

    return " ".join(re.sub(r"\$\{([^}]*)\}", name, text).split())
