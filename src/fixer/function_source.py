"""A CREATE FUNCTION or CREATE PROCEDURE statement as text: what it says, and edits of it by position.

What is not meant stays as it was written: every result is parsed again and its tree compared with the old
one, and a difference that was not meant raises ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from fixer.sql import parse, plpgsql
from fixer.sql.names import Name, names, names_in_body, temporary_tables_in_body
from fixer.sql.parse import Node, Offsets
from fixer.sql.quote import identifier, qualified
from fixer.sql.tokens import Tokens

TextEdit = tuple[int, int, str]
"""Start, end, and what comes to stand there."""

OPTIONS = frozenset({"volatility", "strict", "security", "leakproof", "parallel", "cost", "rows", "support"})
"""What ALTER FUNCTION changes besides SET, by the names that the grammar gives them (DefElem.defname)."""


def create_or_replace(source: str, schema: str, name: str) -> str:
    """The statement as CREATE OR REPLACE of ``schema.name``; of ``name`` where the schema is empty."""
    statement = _Routine(source)
    tokens = statement.tokens
    create = tokens.words.index("create")
    first, last = statement.name
    edits = [(tokens.start(first), tokens.end(last), qualified(schema, name))]
    if tokens.words[create + 1] != "or":
        word = "OR REPLACE" if source[tokens.start(create)].isupper() else "or replace"
        edits.append((tokens.end(create), tokens.end(create), f" {word}"))
    changed = _apply(source, edits)
    parts = [{"String": {"sval": part}} for part in (schema, name) if part]
    return _checked(changed, statement.plain | {"replace": True, "funcname": parts})


def body_of(source: str) -> tuple[str, str]:
    """The text in which a body is edited, and how it is written.

    The kind is ``dollar``, ``quoted`` or ``escaped`` for a string, whose value is the text; ``object`` for
    file and symbol of a C function, without text; ``statement`` for BEGIN ATOMIC and RETURN, where the text
    is the whole statement, so that positions are positions in it.
    """
    statement = _Routine(source)
    if "sql_body" in statement.node:
        return source, "statement"
    strings = statement.strings
    if len(strings) != 1:
        return "", "object"
    return strings[0], statement.literal.kind


def with_body(source: str, edits: Iterable[TextEdit]) -> str:
    """The statement with its body edited, at positions in the text that ``body_of`` gives."""
    statement = _Routine(source)
    text, kind = body_of(source)
    wanted_text = _apply(text, edits := list(edits))
    if kind == "statement":
        _within(edits, statement.tokens.start(statement.body), len(source))
        rest = {key: value for key, value in statement.plain.items() if key != "sql_body"}
        return _checked(wanted_text, rest, ignore="sql_body")
    if kind == "object":
        raise ValueError("the body of a C function cannot be edited")
    literal = statement.literal
    places = literal.places
    changed = _apply(
        source, [(places[start], places[end], literal.written(new)) for start, end, new in edits]
    )
    return _checked(changed, statement.plain | {"options": statement.options_with_body(wanted_text)})


def names_outside_body(source: str) -> tuple[Name, ...]:
    """The objects that the head names, in types of arguments and result and in defaults; not the routine."""
    statement = _Routine(source)
    body = statement.tokens.start(statement.body) if "sql_body" in statement.node else len(source)
    own = statement.tokens.start(statement.name[0])
    return tuple(name for name in names(source) if 0 <= name.start < body and name.start != own)


def with_head(source: str, edits: Iterable[TextEdit]) -> str:
    """The statement with these edits of its head, such as schemas put before types' names."""
    statement = _Routine(source)
    _within(edits := list(edits), 0, statement.tokens.start(statement.body))
    changed = _apply(source, edits)
    kept = {"options": statement.plain.get("options", [])}
    return _checked(changed, kept, ignore="parameters returnType funcname replace is_procedure sql_body")


@dataclass(frozen=True, slots=True)
class RoutineBody:
    """What a body of SQL or PL/pgSQL does with names."""

    names: tuple[Name, ...]
    """The objects it names, at positions in ``body_of``'s text; its own temporary tables left out."""
    dynamic: bool
    """It finds objects by names that are only known when it runs: EXECUTE, ``$1::regclass``."""
    about_path: bool
    """It reads or sets the search_path itself."""
    ends_transaction: bool
    """It may commit or roll back, itself or in a procedure that it calls."""


@lru_cache(maxsize=4096)
def read_body(source: str) -> RoutineBody:
    """What the body names. Raises BodyNotUnderstood, for languages other than sql and plpgsql too."""
    language = _Routine(source).language
    text, kind = body_of(source)
    if kind == "statement":
        raise plpgsql.BodyNotUnderstood("its names are bound already", 0)
    try:
        if language == "plpgsql":
            pieces = plpgsql.embedded(text)
            trees = [piece.tree for piece in pieces]
        elif language == "sql":
            pieces, trees = (), parse.statements(text)
        else:
            raise plpgsql.BodyNotUnderstood(f"it is written in {language}", 0)
        found = names_in_body(language, text)
        temporary = temporary_tables_in_body(language, text) if "temp" in text.lower() else frozenset()
    except parse.SqlSyntaxError as error:
        raise plpgsql.BodyNotUnderstood(error.message, error.offset) from None
    own = {(kind, (name,)) for kind in ("relation", "type") for name in temporary}
    kept = tuple(name for name in found if (name.kind, name.parts) not in own)
    nodes = [item for tree in trees for item in _nodes(tree)]
    return RoutineBody(
        kept,
        dynamic=any(piece.dynamic for piece in pieces) or any(_looks_up(*item) for item in nodes),
        about_path=any(_about_path(*item) for item in nodes),
        ends_transaction=not _TRANSACTION.isdisjoint(Tokens(text).words),
    )


def may_be_inlined(source: str) -> bool:
    """Whether PostgreSQL would put the body into the query that calls it, which a SET clause forbids.

    A function in SQL, not SECURITY DEFINER, without a SET clause, whose body is one SELECT. If it returns a
    set: any SELECT, when it is STABLE or IMMUTABLE and not STRICT (inline_set_returning_function in
    src/backend/optimizer/util/clauses.c). Otherwise: a bare expression, without FROM (inline_function, same
    file). What depends on the functions that it calls is taken to allow it.
    """
    statement = _Routine(source)
    options = {option["defname"]: option.get("arg", {}) for option in statement.options}
    if (
        statement.language != "sql"
        or statement.node.get("is_procedure")
        or "window" in options
        or "set" in options
    ):
        return False
    if _true(options.get("security")):
        return False
    query = statement.query
    if query is None:
        return False
    result = statement.node.get("returnType", {})
    parameters = [item["FunctionParameter"] for item in statement.node.get("parameters", ())]
    if result.get("setof") or any(parameter["mode"] == "FUNC_PARAM_TABLE" for parameter in parameters):
        volatility = options.get("volatility", {}).get("String", {}).get("sval", "volatile")
        return volatility != "volatile" and not _true(options.get("strict"))
    outputs = [
        parameter for parameter in parameters if parameter["mode"] in ("FUNC_PARAM_OUT", "FUNC_PARAM_INOUT")
    ]
    bare = not _BEYOND_EXPRESSION & set(query) and len(query.get("targetList", ())) == 1
    subquery = any(kind == "SubLink" for kind, _node in _nodes(query))
    return bare and not subquery and len(outputs) < 2


def with_config(source: str, name: str, value: str | None) -> str:
    """The statement with ``SET name = value`` (``value`` as SQL, or FROM CURRENT); without one for None."""
    statement = _Routine(source)
    settings = [_setting(option) for option in statement.options]
    if "" in settings:
        raise ValueError("RESET ALL among the options")
    mine = [number for number, setting in enumerate(settings) if setting == name.lower()]
    clause = None
    if value is not None:
        joined = value if value.upper() == "FROM CURRENT" else f"= {value}"
        clause = f"SET {'.'.join(identifier(part) for part in name.split('.'))} {joined}"
    return statement.replaced(mine, clause)


def with_option(source: str, defname: str, text: str | None) -> str:
    """The statement with the option of that name set (``volatility``: ``STABLE``); without it for None."""
    if defname not in OPTIONS:
        raise ValueError(f"{defname} is not an option of ALTER FUNCTION")
    statement = _Routine(source)
    mine = [number for number, option in enumerate(statement.options) if option["defname"] == defname]
    return statement.replaced(mine, text)


class _Routine:
    """A CREATE FUNCTION or CREATE PROCEDURE statement: its tree, its tokens, where its clauses stand."""

    def __init__(self, source: str):
        kind, self.node = parse.statement(source)
        if kind != "CreateFunctionStmt":
            raise ValueError("not a CREATE FUNCTION statement")
        self.source = source
        self.tokens = Tokens(source)
        offsets = Offsets(source)
        self.options: list[Node] = [item["DefElem"] for item in self.node.get("options", [])]
        self.starts = [self.tokens.at(offsets.char(option["location"])) for option in self.options]

    @cached_property
    def plain(self) -> Node:
        """The tree without places."""
        tree: Node = parse.without_places(self.node)
        return tree

    @cached_property
    def name(self) -> tuple[int, int]:
        """The first and the last token of the routine's name."""
        keyword = next(i for i, word in enumerate(self.tokens.words) if word in ("function", "procedure"))
        return keyword + 1, self.tokens.words.index("(", keyword) - 1

    @cached_property
    def end(self) -> int:
        """The token behind the statement's last: a semicolon, or nothing."""
        last = len(self.tokens)
        return last - 1 if self.tokens.words[last - 1] == ";" and "sql_body" not in self.node else last

    @cached_property
    def body(self) -> int:
        """The token at which the body begins: AS, RETURN or BEGIN."""
        if "sql_body" not in self.node:
            return next(
                start for start, o in zip(self.starts, self.options, strict=True) if o["defname"] == "as"
            )
        words = self.tokens.words
        begin = self.starts[-1] + 1 if self.starts else self.tokens.closing(words.index("(")) + 1
        if "ReturnStmt" in self.node["sql_body"]:
            return self.tokens.find("return", begin)
        while words[begin : begin + 2] != ["begin", "atomic"]:
            begin += 1
        return begin

    @cached_property
    def language(self) -> str:
        """The language, in lower case."""
        found = [
            option["arg"]["String"]["sval"] for option in self.options if option["defname"] == "language"
        ]
        return str(found[0]).lower() if found else "sql"

    @cached_property
    def query(self) -> Node | None:
        """The one SELECT that a body in SQL consists of, if it does."""
        if "sql_body" not in self.node:
            try:
                found = [raw["stmt"] for raw in parse.statements(self.strings[0])]
            except parse.SqlSyntaxError:
                return None
        elif "ReturnStmt" in self.node["sql_body"]:
            return {"targetList": [self.node["sql_body"]["ReturnStmt"]["returnval"]]}
        else:
            found = self.node["sql_body"]["List"]["items"][0].get("List", {}).get("items", [])
        return found[0].get("SelectStmt") if len(found) == 1 else None

    @cached_property
    def strings(self) -> list[str]:
        """What AS gives: a body, or file and symbol."""
        items: list[Node] = next(
            (option["arg"]["List"]["items"] for option in self.options if option["defname"] == "as"), []
        )
        return [item["String"].get("sval", "") for item in items]

    @cached_property
    def literal(self) -> _Literal:
        """The body's string constant."""
        start = self.body + 1
        return _Literal(self.tokens.between(start, start + 1), self.tokens.start(start), self.strings[0])

    def options_with_body(self, text: str) -> list[Node]:
        """The options' tree, plain, with another body."""
        kept: list[Node] = []
        for item in self.plain["options"]:
            option = item["DefElem"]
            if option["defname"] == "as":
                option = option | {"arg": {"List": {"items": [{"String": {"sval": text}}]}}}
            kept.append({"DefElem": option})
        return kept

    def replaced(self, mine: Sequence[int], clause: str | None) -> str:
        """Those options replaced by one clause: in the place of the last, or before the body."""
        edits = [self._removal(number) for number in (mine if clause is None else mine[:-1])]
        if clause is not None:
            edits.append((*self._span(mine[-1]), clause) if mine else self._addition(clause))
        rest = {key: value for key, value in self.plain.items() if key != "options"}
        changed = _checked(_apply(self.source, edits), rest, ignore="options")
        plain = parse.without_places(self.options)
        before = [option for number, option in enumerate(plain) if number not in mine]
        after = parse.without_places(_Routine(changed).options)
        added = [option for option in after if option not in before]
        if [option for option in after if option in before] != before or len(added) > (clause is not None):
            raise ValueError("the edit changed another option")
        return changed

    def _last(self, number: int) -> int:
        """The last token of an option."""
        following = [start for start in (*self.starts, self.body, self.end) if start > self.starts[number]]
        return min(following) - 1

    def _span(self, number: int) -> tuple[int, int]:
        return self.tokens.start(self.starts[number]), self.tokens.end(self._last(number))

    def _removal(self, number: int) -> TextEdit:
        """Takes an option away with the white space before it."""
        start, end = self._span(number)
        while self.source[start - 1].isspace():
            start -= 1
        if end < len(self.source) and not self.source[end].isspace() and self.source[end] != ";":
            return start, end, " "
        comment = self.source.rfind("--", 0, start)
        if comment > self.source.rfind("\n", 0, start):  # what follows would end up in the line's comment
            return start, end, "" if self.source[end : end + 1] == "\n" else "\n"
        return start, end, ""

    def _addition(self, clause: str) -> TextEdit:
        """Puts a clause on a line of its own, directly before the body."""
        place = self.tokens.start(self.body)
        gap = place
        while self.source[gap - 1].isspace():
            gap -= 1
        white = self.source[gap:place]
        if "\n" in white:
            indent = white.rpartition("\n")[2]
            return place, place, f"{clause}\n{indent}"
        return gap, place, f"\n{clause} "


_TRANSACTION = frozenset({"commit", "rollback", "call"})
_BEYOND_EXPRESSION = frozenset(
    {
        "distinctClause", "fromClause", "groupClause", "havingClause", "intoClause", "larg", "limitCount",
        "limitOffset", "lockingClause", "rarg", "sortClause", "valuesLists", "whereClause", "windowClause",
        "withClause",
    }
)  # fmt: skip
_BY_NAME = frozenset(
    {"regclass", "regcollation", "regconfig", "regoper", "regoperator", "regproc", "regprocedure", "regtype"}
)
_LOOKUPS = frozenset(f"to_{name}" for name in _BY_NAME) | _BY_NAME | {"nextval", "currval", "setval"}
_OF_PATH = frozenset({"current_schema", "current_schemas"})


def _nodes(tree: Node) -> Iterator[tuple[str, Node]]:
    """All nodes of a tree, with the key each stands under."""
    stack = [("", tree)]
    while stack:
        kind, node = stack.pop()
        yield kind, node
        for key, child in node.items():
            stack += [
                (key, item)
                for item in (child if isinstance(child, list) else [child])
                if isinstance(item, dict)
            ]


def _name(parts: list[Node]) -> str:
    return str(parts[-1]["String"]["sval"]) if parts else ""


def _text(node: Node) -> str | None:
    """The value of a string constant; None for anything else."""
    constant = node.get("A_Const", {})
    return str(constant["sval"].get("sval", "")) if "sval" in constant else None


def _looks_up(kind: str, node: Node) -> bool:
    """Whether this finds an object by a text that is not there to be read."""
    if kind == "TypeCast":
        return _name(node["typeName"].get("names", [])) in _BY_NAME and _text(node["arg"]) is None
    if kind == "FuncCall" and (name := _name(node["funcname"])) in _LOOKUPS and node.get("args"):
        text = _text(node["args"][0])
        if text is None:  # nextval('x'::regclass): the cast is looked at by itself
            return not (name in ("nextval", "currval", "setval") and "TypeCast" in node["args"][0])
        return name.startswith("to_") and "." not in text
    return False


def _about_path(kind: str, node: Node) -> bool:
    """Whether this depends on the search_path's value, or changes it."""
    if kind == "SQLValueFunction":
        return bool(node.get("op") == "SVFOP_CURRENT_SCHEMA")
    if kind == "VariableSetStmt":
        return node.get("name") == "search_path" or node.get("kind") == "VAR_RESET_ALL"
    if kind == "FuncCall":
        name = _name(node["funcname"])
        first = _text(node["args"][0]) if node.get("args") else None
        return name in _OF_PATH or (name in ("set_config", "current_setting") and first == "search_path")
    return False


def _true(argument: Node | None) -> bool:
    return bool((argument or {}).get("Boolean", {}).get("boolval"))


def _setting(option: Node) -> str | None:
    """The setting of a SET or RESET clause, in lower case, "" for RESET ALL; None for another option."""
    node = option.get("arg", {}).get("VariableSetStmt") if option["defname"] == "set" else None
    return None if node is None else str(node.get("name", "")).lower()


def _checked(changed: str, wanted: Node, ignore: str = "") -> str:
    """``changed``, whose tree is ``wanted``. Raises ValueError where it is not, or does not parse."""
    try:
        kind, node = parse.statement(changed)
    except parse.SqlSyntaxError as error:
        raise ValueError(f"the edit does not parse: {error.message}") from None
    skipped = ignore.split()
    got = {key: value for key, value in parse.without_places(node).items() if key not in skipped}
    expected = {key: value for key, value in wanted.items() if key not in skipped}
    if kind != "CreateFunctionStmt" or got != expected:
        raise ValueError("the edit changed more than was meant")
    return changed


def _apply(text: str, edits: Iterable[TextEdit]) -> str:
    """``text`` with the edits made; they must not overlap."""
    pieces: list[str] = []
    position = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        if start < position or end < start or end > len(text):
            raise ValueError("the edits overlap or lie outside of the text")
        pieces += [text[position:start], new]
        position = end
    return "".join([*pieces, text[position:]])


def _within(edits: Iterable[TextEdit], begin: int, end: int) -> None:
    if any(start < begin or stop > end for start, stop, _ in edits):
        raise ValueError("an edit lies outside of the part that it is for")


_DOLLAR = re.compile(r"\$[^$]*\$")
_ESCAPE = re.compile(
    r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL
)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_CONTINUED = re.compile(r"'[ \t\f\v]*[\n\r]\s*'")


@dataclass(frozen=True)
class _Literal:
    """A string constant as it stands in the source at ``start``, and its value."""

    raw: str
    start: int
    value: str

    @property
    def kind(self) -> str:
        """dollar, quoted or escaped."""
        if self.raw.startswith("$"):
            return "dollar"
        return "escaped" if self.raw[0] in "eE" else "quoted"

    @cached_property
    def places(self) -> list[int]:
        """Where each character of the value is written, and last where the value ends.

        Raises ValueError for a constant that is not understood (U&'…').
        """
        pieces = list(self._pieces())
        if "".join(text for text, _ in pieces[:-1]) != self.value:
            raise ValueError("a string constant that fixer cannot edit")
        return [self.start + place for _, place in pieces]

    def _pieces(self) -> Iterator[tuple[str, int]]:
        """Each character of the value and its place in ``raw``; last the closing quote, as nothing."""
        if match := _DOLLAR.match(self.raw):
            yield from zip(self.value, range(match.end(), len(self.raw)), strict=False)
            yield "", len(self.raw) - match.end()
            return
        position = self.raw.index("'") + 1
        while position < len(self.raw) - 1:
            if continued := _CONTINUED.match(self.raw, position):
                position = continued.end()
                continue
            text, end = self._character(position)
            yield text, position
            position = end
        yield "", position

    def _character(self, position: int) -> tuple[str, int]:
        """The character that is written at ``position``, and where the next one begins."""
        if self.raw.startswith("''", position):
            return "'", position + 2
        escape = _ESCAPE.match(self.raw, position) if self.kind == "escaped" else None
        if escape is None:
            return self.raw[position], position + 1
        octal, byte, short, long, letter = escape.groups()
        if octal:
            return chr(int(octal, 8)), escape.end()
        if byte or short or long:
            return chr(int(byte or short or long, 16)), escape.end()
        return _LETTERS.get(letter, letter), escape.end()

    def written(self, text: str) -> str:
        """``text`` as it has to be written in this constant."""
        if self.kind == "dollar":
            return text
        doubled = text.replace("'", "''")
        return doubled.replace("\\", "\\\\") if self.kind == "escaped" else doubled
