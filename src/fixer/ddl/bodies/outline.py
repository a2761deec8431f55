"""The steps of a PL/pgSQL body as far as they may change the schema: statements, conditions, blocks, assignments and loops."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from fixer.ddl.names import holds_the_schema, range_parts
from fixer.ddl.session import DATA, NOTHING
from fixer.sql import plpgsql
from fixer.sql.quote import unquoted
from fixer.sql.tokens import Tokens
from fixer.values import replace


@dataclass
class Step:
    """Part of a PL/pgSQL body as far as it may change the schema: one statement, a condition, a block, an assignment, a loop.

    ``condition`` is set for IF, with what stands after THEN in ``body`` and the rest in ``otherwise``;
    for a block with an EXCEPTION section, ``otherwise`` is its handlers. A ``variable`` gets the value of
    ``piece``, none that is known where there is no piece; in a ``loop`` it goes through the values of it.
    ``leaves`` is set for RETURN, EXIT, CONTINUE, ROLLBACK and RAISE of an error, with the ``label`` that it leaves, or the condition that
    it raises; blocks and loops have their own ``label``. A handler says what is ``caught``,
    and whether its block has statements about ``rows``, or calls, which are no steps.
    """

    piece: plpgsql.Embedded | None = None
    condition: str | None = None
    variable: str = ""
    loop: bool = False
    leaves: str = ""
    label: str = ""
    caught: tuple[str, ...] = ()
    rows: bool = False
    body: list[Step] = field(default_factory=list)
    otherwise: list[Step] = field(default_factory=list)


class _Outline:
    """Reads the block structure around the SQL in a body (``plpgsql.read`` gives the SQL without it)."""

    def __init__(self, body: str):
        pieces = {piece.start: piece for piece in plpgsql.read(body).embedded}
        self.items: list[str | plpgsql.Embedded] = []
        tokens, end = Tokens(body), 0
        for position, word in enumerate(tokens.words):
            start = tokens.start(position)
            piece = pieces.get(start)
            if piece is not None:
                self.items.append(piece)
                end = piece.end
            elif start >= end:
                self.items.append(word)
        self.position = 0
        self._name = ""
        self._label = ""

    def steps(self, *ends: str) -> list[Step]:
        """The steps up to one of the words ``ends``, which stays to be read."""
        found: list[Step] = []
        while self.position < len(self.items):
            item = self.items[self.position]
            if isinstance(item, str) and item in ends:
                break
            self.position += 1
            if isinstance(item, plpgsql.Embedded):
                if item.dynamic or (item.kind == "statement" and _changes_schema(item)):
                    found.append(Step(item))
                elif item.kind == "type" and self._name:
                    found.append(Step(variable=self._name))
            elif item == "<<":
                self._label = unquoted(self._word())
                self._to(">>")
            elif item == "alias" and self._word() == "for":
                self.position += 1
                found.append(Step(self._piece(), variable=self._name))
                self._to(";")
            elif item in _SKIPPED:
                self._to(";")
            elif item in _NESTED:
                found += _NESTED[item](self)
            elif item in _ASSIGNS and self._name:
                found.append(Step(self._piece(), variable=self._name))
            elif item not in _BESIDE_A_TYPE:
                part = self.position > 1 and self.items[self.position - 2] == "."
                self._name = "" if part or not _NAME.match(item) else unquoted(item)
        return found

    def _piece(self) -> plpgsql.Embedded | None:
        """The SQL that comes next, where some does."""
        item = self.items[self.position] if self.position < len(self.items) else ""
        if isinstance(item, str):
            return None
        self.position += 1
        return item

    def _to(self, *words: str) -> list[plpgsql.Embedded]:
        """Steps over everything up to and with one of the words; gives the SQL on the way."""
        passed: list[plpgsql.Embedded] = []
        while self.position < len(self.items):
            item = self.items[self.position]
            self.position += 1
            if isinstance(item, plpgsql.Embedded):
                passed.append(item)
            elif item in words:
                break
        return passed

    def _word(self) -> str:
        item = self.items[self.position] if self.position < len(self.items) else ""
        return item if isinstance(item, str) else ""

    def _own_label(self) -> str:
        label, self._label = self._label, ""
        return label

    def block(self) -> list[Step]:
        """BEGIN … [EXCEPTION …] END."""
        label, first = self._own_label(), self.position
        body = self.steps("exception", "end")
        rows = any(_about_rows(item) for item in self.items[first : self.position])
        handlers: list[Step] = []
        handled = self._word() == "exception"
        while self._word() in ("exception", "when"):
            start = self.position
            self._to("then")
            words = [word.strip("'") for word in self.items[start : self.position] if isinstance(word, str)]
            caught = tuple(word for word in words if word not in _BESIDE_A_CONDITION)
            handlers.append(Step(body=self.steps("when", "end"), caught=caught, rows=rows))
        self._to(";")
        return [Step(body=body, otherwise=handlers, label=label)] if handled or (label and body) else body

    def back(self) -> list[Step]:
        """RETURN of a value or none; RETURN NEXT and RETURN QUERY go on."""
        if self._word() in ("next", "query"):
            self.position += 1
            return []
        self._to(";")
        return [Step(leaves="return")]

    def leave(self) -> list[Step]:
        """EXIT and CONTINUE [label] [WHEN …]."""
        how, label = str(self.items[self.position - 1]), ""
        if self._word() not in ("when", ";"):
            label = unquoted(self._word())
        asked = " ".join(piece.text for piece in self._to(";"))
        left = [Step(leaves=how, label=label)]
        return [Step(condition=asked, body=left)] if asked else left

    def raised(self) -> list[Step]:
        """RAISE of an error: any that says no lower level."""
        start = self.position
        given = self._to(";")
        words = [word for word in self.items[start : self.position - 1] if isinstance(word, str)]
        if words[:1] and words[0] in _LEVELS:
            return []
        said = [word for word in words if word not in ("exception", "sqlstate")]
        if not words:
            name = "again"
        elif "errcode" in words:
            name = given[-1].text.strip("' ").lower() if given else ""
        else:
            first = said[0] if said else ""
            coded = first.startswith("'") and "sqlstate" not in words
            name = "raise_exception" if coded or not first or first == "using" else first.strip("'").lower()
        return [Step(leaves="raise", label=name)]

    def rolled_back(self) -> list[Step]:
        """ROLLBACK, of what was done since COMMIT or the beginning."""
        self._to(";")
        return [Step(leaves="rollback")]

    def asserted(self) -> list[Step]:
        """ASSERT: an error where its condition does not hold (documentation, 43.9.2)."""
        asked = self._piece()
        self._to(";")
        fails = [Step(leaves="raise", label="assert_failure")]
        return [Step(condition=asked.text, otherwise=fails)] if asked is not None else []

    def condition(self) -> list[Step]:
        """IF … THEN … [ELSIF …] [ELSE …] END IF."""
        asked = " ".join(piece.text for piece in self._to("then"))
        body = self.steps("elsif", "elseif", "else", "end")
        word = self._word()
        self.position += 1
        if word in ("elsif", "elseif"):
            otherwise = self.condition()
        else:
            otherwise = self.steps("end") if word == "else" else []
            self._to(";")
        return [Step(condition=asked, body=body, otherwise=otherwise)] if body or otherwise else []

    def case(self) -> list[Step]:
        """CASE [x] WHEN … THEN … END CASE: like IF … ELSIF …, but an error where none fits (documentation, 43.6.5)."""
        compared = " ".join(piece.text for piece in self._to("when"))
        return self._when(compared)

    def _when(self, compared: str) -> list[Step]:
        asked = " ".join(piece.text for piece in self._to("then"))
        if compared:
            asked = f"({compared}) IN ({asked})"
        body = self.steps("when", "else", "end")
        word = self._word()
        self.position += 1
        if word == "when":
            otherwise = self._when(compared)
        else:
            none_fits = [Step(leaves="raise", label="case_not_found")]
            otherwise = self.steps("end") if word == "else" else none_fits
            self._to(";")
        return [Step(condition=asked, body=body, otherwise=otherwise)] if body or otherwise else []

    def loop(self) -> list[Step]:
        """LOOP … END LOOP."""
        label = self._own_label()
        body = self.steps("end")
        self._to(";")
        return [Step(body=body, loop=True, label=label)] if body else []

    def each(self) -> list[Step]:
        """FOR and FOREACH over values that one piece of SQL gives to one variable; other loops are read as LOOP is."""
        start = self.position
        name, words = self._word(), self.items[start + 1 : start + 4]
        over = 3 if words[:2] == ["in", "array"] else 2 if words[:1] == ["in"] else 0
        values = self.items[start + over : start + over + 2]
        if not over or values[1:] != ["loop"] or not isinstance(values[0], plpgsql.Embedded):
            return []
        self.position += over + 2
        first = self.position
        found = self.loop()
        whole = _LEAVES.isdisjoint(
            item for item in self.items[first : self.position] if isinstance(item, str)
        )
        asks = values[0].kind == "statement" and _changes_schema(values[0])
        for step in found:
            step.variable, step.piece = unquoted(name), values[0] if whole else None
        return [Step(values[0]), *found] if asks or values[0].dynamic else found


def assigned(steps: list[Step]) -> Iterator[str]:
    """The variables that get a value in steps, and in those inside them."""
    for step in steps:
        if step.variable:
            yield step.variable
        yield from assigned([*step.body, *step.otherwise])


def loops(steps: list[Step]) -> Iterator[str]:
    """The variables that loops go through."""
    for step in steps:
        if step.loop and step.piece is not None:
            yield step.variable
        yield from loops([*step.body, *step.otherwise])


def matters(steps: list[Step]) -> bool:
    """Whether there is anything in steps but assignments."""
    return any(
        matters([*step.body, *step.otherwise])
        if step.body or step.otherwise
        else step.piece is not None and not step.variable
        for step in steps
    )


def without_last_leaves(steps: list[Step], follows: bool = False) -> list[Step]:
    """The steps without what leaves them where nothing that matters ``follows``; an error always does."""
    found: list[Step] = []
    for position, step in enumerate(steps):
        after = follows or matters(steps[position + 1 :]) or (step.loop and matters(step.body))
        if step.leaves:
            found += [step] if after or step.leaves in ("raise", "rollback") else []
            continue
        body = without_last_leaves(step.body, after)
        otherwise = without_last_leaves(step.otherwise, after)
        if body or otherwise or step.piece is not None or step.variable or step.caught:
            found.append(replace(step, body=body, otherwise=otherwise))
    return found


def leaving(steps: list[Step]) -> Iterator[Step]:
    """What leaves steps, and those inside them."""
    for step in steps:
        if step.leaves:
            yield step
        yield from leaving([*step.body, *step.otherwise])


_SKIPPED = frozenset({"get", "null", "close"})
_LEVELS = frozenset({"debug", "log", "info", "notice", "warning"})
_BESIDE_A_CONDITION = frozenset({"exception", "when", "then", "or", "sqlstate"})
_LEAVES = frozenset({"exit", "continue", "return"})
_ASSIGNS = frozenset({":=", "=", "default"})
_BESIDE_A_TYPE = frozenset({"constant", "not", "null"})
_NAME = re.compile(r'[^\W\d][\w$]*\Z|"')
_NESTED: dict[str, Callable[[_Outline], list[Step]]] = {
    "begin": _Outline.block,
    "if": _Outline.condition,
    "case": _Outline.case,
    "loop": _Outline.loop,
    "return": _Outline.back,
    "exit": _Outline.leave,
    "continue": _Outline.leave,
    "raise": _Outline.raised,
    "assert": _Outline.asserted,
    "rollback": _Outline.rolled_back,
    "for": _Outline.each,
    "foreach": _Outline.each,
}


def _changes_schema(piece: plpgsql.Embedded) -> bool:
    kind, node = next(iter(piece.tree["stmt"].items()))
    if kind == "SelectStmt":
        return "(" in piece.text or "intoClause" in node
    if kind in DATA and "relation" in node:
        return holds_the_schema(range_parts(node["relation"]))
    return kind not in DATA and kind not in NOTHING


def _about_rows(item: str | plpgsql.Embedded) -> bool:
    if isinstance(item, str) or item.dynamic or item.kind != "statement":
        return False
    return "SelectStmt" in item.tree["stmt"] or not _changes_schema(item)


def outline(body: str) -> list[Step]:
    """The steps of a body. Raises BodyNotUnderstood."""
    return _Outline(body).steps()
