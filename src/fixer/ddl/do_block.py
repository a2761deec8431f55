"""DO and CALL: the statements in a PL/pgSQL body that can be told run on the model, the others are noted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function
from fixer.ddl.base import (
    STATEMENTS,
    Ddl,
    DdlError,
    Session,
    statement,
)
from fixer.ddl.session import DATA, NOTHING, constant_text
from fixer.sql import parse, plpgsql
from fixer.sql.parse import SqlSyntaxError
from fixer.sql.tokens import Tokens


@dataclass
class _Step:
    """Part of a PL/pgSQL body as far as it may change the schema: one statement, a condition or a block.

    ``condition`` is set for IF, with what stands after THEN in ``body`` and the rest in ``otherwise``;
    for a block with an EXCEPTION section, ``otherwise`` is what its handlers do.
    """

    piece: plpgsql.Embedded | None = None
    condition: str | None = None
    body: list[_Step] = field(default_factory=list)
    otherwise: list[_Step] = field(default_factory=list)


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

    def steps(self, *ends: str) -> list[_Step]:
        """The steps up to one of the words ``ends``, which stays to be read."""
        found: list[_Step] = []
        while self.position < len(self.items):
            item = self.items[self.position]
            if isinstance(item, str) and item in ends:
                break
            self.position += 1
            if isinstance(item, plpgsql.Embedded):
                if item.dynamic or (item.kind == "statement" and _changes_schema(item)):
                    found.append(_Step(item))
            elif item in _SKIPPED:
                self._to(";")
            elif item in _NESTED:
                found += _NESTED[item](self)
        return found

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

    def block(self) -> list[_Step]:
        """BEGIN … [EXCEPTION …] END."""
        body = self.steps("exception", "end")
        handlers: list[_Step] = []
        handled = self._word() == "exception"
        while self._word() in ("exception", "when"):
            self._to("then")
            handlers += self.steps("when", "end")
        self._to(";")
        return [_Step(body=body, otherwise=handlers)] if handled else body

    def condition(self) -> list[_Step]:
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
        return [_Step(condition=asked, body=body, otherwise=otherwise)] if body or otherwise else []

    def case(self) -> list[_Step]:
        """CASE … WHEN … THEN … END CASE: each branch is a condition of its own."""
        found: list[_Step] = []
        self._to("when")
        while True:
            asked = " ".join(piece.text for piece in self._to("then"))
            body = self.steps("when", "else", "end")
            found += [_Step(condition=asked, body=body)] if body else []
            word = self._word()
            self.position += 1
            if word != "when":
                break
        if word == "else":
            found += [_Step(condition="", body=body)] if (body := self.steps("end")) else []
        self._to(";")
        return found

    def loop(self) -> list[_Step]:
        """LOOP … END LOOP: what is in it runs once in the model."""
        body = self.steps("end")
        self._to(";")
        return body


_SKIPPED = frozenset({"raise", "exit", "continue", "get", "null", "close"})


_NESTED = {"begin": _Outline.block, "if": _Outline.condition, "case": _Outline.case, "loop": _Outline.loop}


_DOES_NOT_FIT = re.compile(r"exists already|^there is no|still needs")


def _changes_schema(piece: plpgsql.Embedded) -> bool:
    kind, node = next(iter(piece.tree["stmt"].items()))
    if kind == "SelectStmt":
        return "set_config" in piece.text or "intoClause" in node
    return kind not in DATA and kind not in NOTHING


def _run_body(body: str, what: str, catalog: Catalog, session: Session) -> None:
    """Runs the static DDL of a PL/pgSQL body on the catalog, and notes what cannot be told.

    Raises BodyNotUnderstood.
    """
    _Body(what, session).run(_Outline(body).steps(), catalog)


class _Body:
    def __init__(self, what: str, session: Session):
        self.what, self.session = what, session

    def run(self, steps: list[_Step], catalog: Catalog) -> None:
        """Runs steps in turn. What does not fit is a problem."""
        for step in steps:
            try:
                self._step(step, catalog)
            except DdlError as error:
                self.session.problem(f"{self.what}: {error}")

    def _step(self, step: _Step, catalog: Catalog) -> None:
        if step.piece is not None:
            self._piece(step.piece, catalog)
        elif step.condition is not None:
            self._condition(step, step.condition, catalog)
        elif not self._attempt(step.body, catalog):
            self._attempt(step.otherwise, catalog)

    def _condition(self, step: _Step, condition: str, catalog: Catalog) -> None:
        """A branch runs where it fits: that is what the usual conditions (IF NOT EXISTS …) ask."""
        branch = step.body or step.otherwise
        if not _is_about(condition, branch):
            asked = " ".join(condition.split()) or "none of the others"
            self.session.notes.append(
                f"{self.what} changes the schema on a condition, taken as true: {asked}"
            )
        if not self._attempt(branch, catalog) and step.body:
            self._attempt(step.otherwise, catalog)

    def _attempt(self, steps: list[_Step], catalog: Catalog) -> bool:
        """Runs steps as a whole or not at all. False where one does not fit."""
        layer, path = catalog.overlay(), self.session.search_path
        try:
            for step in steps:
                self._step(step, layer)
        except DdlError:
            self.session.search_path = path
            return False
        layer.commit()
        return True

    def _piece(self, piece: plpgsql.Embedded, catalog: Catalog) -> None:
        sql = piece.text
        if piece.dynamic:
            constant = _constant(piece)
            if constant is None:
                text = " ".join(sql.split())
                self.session.problem(
                    f"{self.what} runs SQL that is put together then, and may change what it names: {text}"
                )
                return
            sql = constant
        try:
            found = parse.statements(sql)
        except SqlSyntaxError as error:
            self.session.problem(f"{self.what} runs a string that is no SQL: {error.message}")
            return
        for place_of in parse.slices(sql) if len(found) > 1 else [slice(0, len(sql))]:
            self._statement(sql[place_of], catalog)

    def _statement(self, sql: str, catalog: Catalog) -> None:
        kind, node = parse.statement(sql)
        cls = STATEMENTS.get(kind)
        if cls is None:
            words = kind.removesuffix("Stmt")
            self.session.problem(f"{self.what} runs a {words}, which is not modelled")
            return
        outer = self.session
        inner = Session(outer.search_path, strict=False, origin=outer.origin, roles=outer.roles)
        layer = catalog.overlay()
        cls(node, sql).effect(layer, inner)
        for message in inner.notes:
            if _DOES_NOT_FIT.search(message):
                raise DdlError(message)
        layer.commit()
        outer.search_path = inner.search_path
        outer.notes += inner.notes


def _is_about(condition: str, steps: list[_Step]) -> bool:
    """Whether a condition asks for something that the steps name: a constant in it occurs in them."""
    texts = " ".join(_texts(steps)).lower()
    constants = re.findall(r"'((?:[^']|'')+)'", condition)
    return any(constant.split(".")[-1].strip('"').lower() in texts for constant in constants)


def _texts(steps: list[_Step]) -> list[str]:
    found = []
    for step in steps:
        if step.piece is not None:
            found.append(step.piece.text)
        found += _texts(step.body) + _texts(step.otherwise)
    return found


def _constant(piece: plpgsql.Embedded) -> str | None:
    """The SQL of ``EXECUTE 'constant'``."""
    targets = piece.tree["stmt"].get("SelectStmt", {}).get("targetList", [])
    return constant_text(targets[0]["ResTarget"]["val"]) if len(targets) == 1 else None


@statement("DoStmt")
class Do(Ddl):
    """DO: the statements in it that can be told run on the model, the others are noted."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Runs what is static in a PL/pgSQL block."""
        options = {item["DefElem"]["defname"]: item["DefElem"]["arg"] for item in self.node["args"]}
        language = options.get("language", {}).get("String", {}).get("sval", "plpgsql")
        body = options["as"]["String"].get("sval", "")
        if language.lower() != "plpgsql":
            session.problem(f"a DO block in {language} is not read: it may have changed anything")
            return
        try:
            _run_body(body, "a DO block", catalog, session)
        except plpgsql.BodyNotUnderstood as error:
            session.problem(f"a DO block is not read: it may have changed anything ({error})")


@statement("CallStmt")
class Call(Ddl):
    """CALL: the procedure's body, where it is known, like a DO block."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Runs what is static in the body of a known PL/pgSQL procedure."""
        parts = [item["String"]["sval"] for item in self.node["funccall"]["funcname"]]
        found = self._procedure(catalog, session, parts)
        what = f"CALL {'.'.join(parts)}"
        if found is None or found.language != "plpgsql" or found.body is None:
            session.problem(f"{what} is not read: the procedure may have changed anything")
            return
        try:
            _run_body(found.body, what, catalog, session)
        except plpgsql.BodyNotUnderstood as error:
            session.problem(f"{what} is not read: the procedure may have changed anything ({error})")

    def _procedure(self, catalog: Catalog, session: Session, parts: list[str]) -> Function | None:
        *schema, name = parts
        for candidate in schema[-1:] or session.search_path:
            overloads = catalog.routines(candidate, name)
            if overloads:
                return overloads[0] if len(overloads) == 1 else None
        return None
