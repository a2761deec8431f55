"""A CREATE FUNCTION or CREATE PROCEDURE statement: its tree, its tokens, where its clauses stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from fixer.function_source.literal import Literal
from fixer.sql import parse
from fixer.sql.parse import Node, Offsets
from fixer.sql.tokens import Tokens

TextEdit = tuple[int, int, str]
"""Start, end, and what comes to stand there."""


def body_of(source: str) -> tuple[str, str]:
    """The text in which a body is edited, and how it is written.

    The kind is ``dollar``, ``quoted`` or ``escaped`` for a string, whose value is the text; ``object`` for
    file and symbol of a C function, without text; ``statement`` for BEGIN ATOMIC and RETURN, where the text
    is the whole statement, so that positions are positions in it.
    """
    statement = Routine(source)
    if "sql_body" in statement.node:
        return source, "statement"
    strings = statement.strings
    if len(strings) != 1:
        return "", "object"
    return strings[0], statement.literal.kind


class Routine:
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
    def literal(self) -> Literal:
        """The body's string constant."""
        start = self.body + 1
        return Literal(self.tokens.between(start, start + 1), self.tokens.start(start), self.strings[0])

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
        changed = checked(apply(self.source, edits), rest, ignore="options")
        plain = parse.without_places(self.options)
        before = [option for number, option in enumerate(plain) if number not in mine]
        after = parse.without_places(Routine(changed).options)
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


def setting(option: Node) -> str | None:
    """The setting of a SET or RESET clause, in lower case, "" for RESET ALL; None for another option."""
    node = option.get("arg", {}).get("VariableSetStmt") if option["defname"] == "set" else None
    return None if node is None else str(node.get("name", "")).lower()


def checked(changed: str, wanted: Node, ignore: str = "") -> str:
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


def apply(text: str, edits: Iterable[TextEdit]) -> str:
    """``text`` with the edits made; they must not overlap."""
    pieces: list[str] = []
    position = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        if start < position or end < start or end > len(text):
            raise ValueError("the edits overlap or lie outside of the text")
        pieces += [text[position:start], new]
        position = end
    return "".join([*pieces, text[position:]])
