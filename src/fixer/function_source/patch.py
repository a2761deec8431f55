"""A piece of PL/pgSQL that somebody wants in a function, put where it belongs.

Each kind of piece has one place: an assignment to ``NEW`` stands before what first reads it, a guard at the beginning,
an ELSE in the one IF that has none, a SET clause or an INSERT instead of the one that does the same now. Where there is
no such place, or more than one, nothing is done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fixer.function_source.routine import TextEdit
from fixer.sql import plpgsql
from fixer.sql.lexer import BLOCK_COMMENT
from fixer.sql.parse import Node, nodes
from fixer.sql.plpgsql.model import Body, Embedded
from fixer.sql.tokens import Tokens


class NotPlacedError(Exception):
    """The piece belongs nowhere in the body; ``str()`` is the reason. ``unknown`` are names in it that are no variables."""

    def __init__(self, reason: str, unknown: tuple[str, ...] = ()):
        self.unknown = unknown
        super().__init__(reason)


def placed(body: str, piece: str) -> TextEdit | None:
    """The edit of ``body`` that puts ``piece`` in; None where it stands there already.

    Raises NotPlacedError, and BodyNotUnderstood for a body that is no PL/pgSQL.
    """
    read = plpgsql.read(body)
    text = piece.strip()
    for pattern, place in _KINDS:
        if pattern.match(text):
            edit = place(body, read, text)
            if edit is not None:
                _readable(body, edit)
            return edit
    raise NotPlacedError("it is no piece that has one place in a function")


def _readable(body: str, edit: TextEdit) -> None:
    """Holds what comes out against the grammar, and its new names against what the body knows."""
    start, end, new = edit
    changed = body[:start] + new + body[end:]
    try:
        read = plpgsql.read(changed)
    except plpgsql.BodyNotUnderstood as error:
        raise NotPlacedError(f"the body would not be PL/pgSQL any more: {error.reason}") from None
    within = range(start, start + len(new))
    for found in read.embedded:
        if found.start not in within and found.end - 1 not in within:
            continue
        values = found.tree.get("stmt", {}).get("InsertStmt", {}).get("selectStmt", {}).get("SelectStmt", {})
        unknown = sorted(set(_lone(values.get("valuesLists", []))) - read.variables)
        if unknown:
            many = "is no variable" if len(unknown) == 1 else "are no variables"
            raise NotPlacedError(f"{' and '.join(unknown)} {many} of the function", tuple(unknown))


# assignments and guards


def _assignment(body: str, read: Body, piece: str) -> TextEdit | None:
    wanted = Tokens(piece)
    if _holds(body, piece):
        return None
    column = wanted.words[: wanted.words.index(":=" if ":=" in wanted.words else "=")]
    for found in read.embedded:
        if _within(Tokens(found.text).words, column):
            return _before(body, read, found.start, piece)
    raise NotPlacedError(f"nothing in the function reads {''.join(column)}")


def _guard(body: str, read: Body, piece: str) -> TextEdit | None:
    if _holds(body, piece):
        return None
    first = min((found.start for found in read.embedded), default=0)
    begins = list(re.finditer(r"\bBEGIN\b", _blanked(body, read), re.IGNORECASE))
    if not begins:
        raise NotPlacedError("the function has no BEGIN")
    place = begins[0].end()
    indent = _indent(body, first) if first > place else "    "
    return place, place, f"\n{_indented(piece, indent)}"


def _before(body: str, read: Body, offset: int, piece: str) -> TextEdit:
    """The piece on lines of its own before the statement at ``offset``."""
    blank = _blanked(body, read)
    start = max((edge.end() for edge in _EDGE.finditer(blank, 0, offset)), default=0)
    start += len(body[start:]) - len(body[start:].lstrip())
    if re.match(r"els(?:e)?if\b", body[start:], re.IGNORECASE):
        raise NotPlacedError("it would stand before an ELSIF")
    indent = _indent(body, start)
    return start, start, f"{_indented(piece, indent).lstrip()}\n{indent}"


_EDGE = re.compile(r";|\b(?:THEN|ELSE|BEGIN|LOOP)\b|>>", re.IGNORECASE)


# ELSE


def _else(body: str, read: Body, piece: str) -> TextEdit | None:
    inner = re.sub(r"\bEND\s+IF\s*;\s*\Z", "", piece, flags=re.IGNORECASE).rstrip()
    if _holds(body, inner):
        return None
    blank = _blanked(body, read)
    open_ends = list(_without_else(blank))
    if len(open_ends) != 1:
        many = "no IF" if not open_ends else "more than one IF"
        raise NotPlacedError(f"the function has {many} without an ELSE")
    (place,) = open_ends
    indent = _indent(body, place)
    lines = inner.splitlines()
    steps = [f"{indent}{lines[0].strip()}"]
    steps += [f"{indent}    {line.strip()}" for line in lines[1:] if line.strip()]
    return place, place, "\n".join(steps).lstrip() + f"\n{indent}"


_BLOCK = re.compile(r"\b(?:END\s+(?:IF|LOOP|CASE)|END|IF|LOOP|CASE|BEGIN|ELSE)\b", re.IGNORECASE)


def _without_else(blank: str) -> Iterator[int]:
    """Where each END IF begins whose IF has no ELSE; one that only raises wants none."""
    stack: list[tuple[str, int]] = []
    with_else: set[int] = set()
    for found in _BLOCK.finditer(blank):
        word = " ".join(found[0].upper().split())
        if word == "ELSE":
            with_else |= {start for _word, start in stack[-1:]}
        elif word.startswith("END"):
            kind, start = stack.pop() if stack else ("", -1)
            raises = _ONLY_RAISES.fullmatch(blank, start, found.start()) if kind == "IF" else None
            if word == "END IF" and kind == "IF" and start not in with_else and not raises:
                yield found.start()
        else:
            stack.append((word, found.start()))


_ONLY_RAISES = re.compile(r"IF\s+THEN\s+RAISE\b[^;]*;\s*", re.IGNORECASE)


# instead of what does the same


def _set(body: str, read: Body, piece: str) -> TextEdit | None:
    tokens = Tokens(piece)
    column, value = tokens.words[1], tokens.between(3, len(tokens)).removesuffix(";").rstrip()
    targets = [
        (found, item["ResTarget"])
        for found in read.embedded
        for item in found.tree.get("stmt", {}).get("UpdateStmt", {}).get("targetList", [])
        if item["ResTarget"].get("name") == column
    ]
    if len(targets) != 1:
        many = "no UPDATE sets" if not targets else "more than one UPDATE sets"
        raise NotPlacedError(f"{many} {column} in the function")
    ((found, node),) = targets
    inside = Tokens(found.text)
    # libpg_query counts bytes; the piece is put before its text
    place = len(found.sql.encode()[: node.get("location", 0)].decode(errors="ignore")) - len(found.prefix)
    equals = inside.find("=", inside.at(place))
    behind = _value_end(inside, equals + 1)
    if inside.folded(equals + 1, behind) == Tokens(value).folded():
        return None
    return found.start + inside.start(equals + 1), found.start + inside.end(behind - 1), value


_AFTER_VALUE = frozenset({",", "where", "from", "returning", ";"})


def _value_end(tokens: Tokens, begin: int) -> int:
    """The token behind the expression that begins at ``begin``; FROM inside a function's parentheses is no end."""
    depth = 0
    for position in range(begin, len(tokens)):
        word = tokens.words[position]
        if depth == 0 and word in _AFTER_VALUE:
            return position
        depth += (word in "([") - (word in ")]")
    return len(tokens)


def _insert(body: str, read: Body, piece: str) -> TextEdit | None:
    text = piece.removesuffix(";").rstrip()
    if _holds(body, text):
        return None
    table = _table(plpgsql.read(f"BEGIN {text}; END").embedded[0])
    same = [found for found in read.embedded if (name := _table(found)) and name == table]
    if len(same) != 1:
        many = "nothing" if not same else "more than one statement"
        raise NotPlacedError(f"{many} in the function inserts into {'.'.join(table or ())}")
    (found,) = same
    text = _as_called(text, found.text)
    if _holds(body, text):
        return None
    return found.start, found.end, _indented(text, _indent(body, found.start)).lstrip()


def _as_called(piece: str, there: str) -> str:
    """The piece with its table called as the function calls it: the search_path of a function may not have its schema."""
    mine, known = Tokens(piece), Tokens(there)
    begin, end = _into(mine)
    if end - begin > 1 or known.words[0] != "insert":
        return piece
    first, last = _into(known)
    return piece[: mine.start(begin)] + known.between(first, last) + piece[mine.end(end - 1) :]


def _into(tokens: Tokens) -> tuple[int, int]:
    """The tokens of the name behind INTO."""
    begin = tokens.find("into") + 1
    end = begin + 1
    while end + 1 < len(tokens) and tokens.words[end] == ".":
        end += 2
    return begin, end


def _table(found: Embedded) -> tuple[str, ...] | None:
    relation = found.tree.get("stmt", {}).get("InsertStmt", {}).get("relation")
    return (relation["relname"],) if relation else None


def _lone(tree: object) -> Iterator[str]:
    """Names of one part that could be columns or variables."""
    for node in nodes(tree):
        fields: list[Node] = node.get("ColumnRef", {}).get("fields", [])
        if len(fields) == 1 and "String" in fields[0]:
            yield fields[0]["String"]["sval"]


# text


def _holds(body: str, piece: str) -> bool:
    """Whether the piece stands in the body already, however it is laid out."""
    return _within(Tokens(body).words, Tokens(piece).words)


def _within(words: list[str], wanted: list[str]) -> bool:
    size = len(wanted)
    return any(words[at : at + size] == wanted for at in range(len(words) - size + 1))


def _blanked(body: str, read: Body) -> str:
    """The body without its SQL, its strings and its comments: each letter of them is a blank."""
    letters = list(body)
    for found in read.embedded:
        letters[found.start : found.end] = " " * (found.end - found.start)
    text = "".join(letters)
    return _QUIET.sub(lambda quiet: " " * len(quiet[0]), text)


_QUIET = re.compile(rf"--[^\n]*|{BLOCK_COMMENT}|'(?:[^']|'')*'")


def _indent(body: str, place: int) -> str:
    line = body[body.rfind("\n", 0, place) + 1 : place]
    return line[: len(line) - len(line.lstrip())]


def _indented(piece: str, indent: str) -> str:
    """The piece's lines below each other, its own depth kept."""
    lines = [line.rstrip() for line in piece.splitlines()]
    return "\n".join([indent + lines[0].lstrip(), *(indent + line if line else "" for line in lines[1:])])


Place = Callable[[str, Body, str], TextEdit | None]
_KINDS: tuple[tuple[re.Pattern[str], Place], ...] = (
    (re.compile(r"NEW\.[\w$]+\s*:?=", re.IGNORECASE), _assignment),
    (re.compile(r"SET\s+[\w$]+\s*=", re.IGNORECASE), _set),
    (re.compile(r"ELSE\b", re.IGNORECASE), _else),
    (re.compile(r"IF\b.*\bRAISE\b.*\bEND\s+IF\s*;?\Z", re.IGNORECASE | re.DOTALL), _guard),
    (re.compile(r"INSERT\s+INTO\b", re.IGNORECASE), _insert),
)
"""How a piece begins, and what finds its place."""
