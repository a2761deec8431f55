"""Statements that change no object: settings, transactions, data, maintenance; and DO, which may run any."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function
from fixer.ddl.base import (
    ACCESS_EXCLUSIVE,
    ACCESS_SHARE,
    ROW_EXCLUSIVE,
    SHARE,
    SHARE_UPDATE_EXCLUSIVE,
    STATEMENTS,
    STRENGTH,
    Cost,
    Ddl,
    DdlError,
    Session,
    lock,
    statement,
)
from fixer.ddl.names import creation_schema, existing, place, range_parts
from fixer.ddl.view import table_as
from fixer.model import Hazard, Lock, ObjectRef
from fixer.sql import parse, plpgsql
from fixer.sql.parse import Node, SqlSyntaxError
from fixer.sql.quote import target
from fixer.sql.tokens import Tokens

DEFAULT_PATH = ("public",)

# the search_path


class _LocalPath(tuple[str, ...]):
    """A search_path set for one transaction, and the one behind it that comes back."""

    outer: tuple[str, ...]


def _set_path(session: Session, schemas: tuple[str, ...], local: bool) -> None:
    path = tuple(schema for schema in schemas if schema not in ("", "$user"))
    if local:
        inner = _LocalPath(path)
        current = session.search_path
        inner.outer = current.outer if isinstance(current, _LocalPath) else current
        path = inner
    session.search_path = path


def _listed(text: str) -> tuple[str, ...]:
    """The schemas in a search_path given as one string (SplitIdentifierString)."""
    found = re.findall(r'"((?:[^"]|"")*)"|([^\s,"]+)', text)
    return tuple(quoted.replace('""', '"') if quoted else bare.lower() for quoted, bare in found)


def _text(node: Node) -> str | None:
    constant = node.get("A_Const", {}).get("sval")
    return None if constant is None else str(constant.get("sval", ""))


@statement("VariableSetStmt")
class SetVariable(Ddl):
    """SET and RESET."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Follows the search_path; a change of role is noted, because it changes who owns what comes next."""
        node = self.node
        name, kind = node.get("name", ""), node["kind"]
        values = tuple(value for item in node.get("args", []) if (value := _text(item)) is not None)
        if kind == "VAR_RESET_ALL" or (name == "search_path" and kind in ("VAR_RESET", "VAR_SET_DEFAULT")):
            _set_path(session, DEFAULT_PATH, bool(node.get("is_local")))
        elif name == "search_path" and kind == "VAR_SET_VALUE":
            _set_path(session, values, bool(node.get("is_local")))
        elif name in ("role", "session_authorization") and values and values[0] not in ("none", ""):
            session.roles[values[0]] = None
            session.notes.append(f"the owner of what {values[0]} creates from here on is not followed")


@statement("DiscardStmt")
class Discard(Ddl):
    """DISCARD."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """DISCARD ALL resets the search_path."""
        if self.node["target"] == "DISCARD_ALL":
            _set_path(session, DEFAULT_PATH, local=False)


@statement("TransactionStmt")
class Transaction(Ddl):
    """BEGIN, COMMIT, ROLLBACK, SAVEPOINT."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """The end of a transaction takes back SET LOCAL; what a ROLLBACK undoes stays, and is noted."""
        kind = self.node["kind"]
        if kind in ("TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK") and isinstance(
            session.search_path, _LocalPath
        ):
            session.search_path = session.search_path.outer
        if kind in ("TRANS_STMT_ROLLBACK", "TRANS_STMT_ROLLBACK_TO"):
            session.problem("ROLLBACK is not modelled: what it undoes counts as done")


@statement("SelectStmt")
class Select(Ddl):
    """SELECT, of which set_config('search_path', …) and INTO have an effect."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Follows the search_path, and makes the table of SELECT INTO."""
        for item in self.node.get("targetList", []):
            call = item.get("ResTarget", {}).get("val", {}).get("FuncCall", {})
            arguments = call.get("args", [])
            if not call or call["funcname"][-1]["String"]["sval"] != "set_config" or len(arguments) != 3:
                continue
            name, value = _text(arguments[0]), _text(arguments[1])
            if name == "search_path" and value is not None:
                local = bool(arguments[2].get("A_Const", {}).get("boolval", {}).get("boolval"))
                _set_path(session, _listed(value), local)
            elif name == "search_path":
                session.problem("set_config gives the search_path a value that is not a constant")
        if "intoClause" in self.node:
            into = self.node["intoClause"]
            schema, name = place(session, range_parts(into["rel"]))
            kind = (
                "pg_temp" if into["rel"].get("relpersistence") == "t" else schema or creation_schema(session)
            )
            table_as(catalog, session, ObjectRef("table", kind, name), into, self.node)


# data and maintenance

# kind -> the lock on each relation that it names (documentation, 13.3.1; measured)
_DATA = {
    "InsertStmt": ROW_EXCLUSIVE,
    "UpdateStmt": ROW_EXCLUSIVE,
    "DeleteStmt": ROW_EXCLUSIVE,
    "MergeStmt": ROW_EXCLUSIVE,
    "CopyStmt": ROW_EXCLUSIVE,
    "TruncateStmt": ACCESS_EXCLUSIVE,
    "LockStmt": "",  # says itself which
    "VacuumStmt": SHARE_UPDATE_EXCLUSIVE,
    "ClusterStmt": ACCESS_EXCLUSIVE,
    "ReindexStmt": SHARE,
}
_LOSES = {
    "TruncateStmt": "all rows of {} are gone",
    "DeleteStmt": "rows of {} are gone",
    "UpdateStmt": "values in {} are replaced",
    "MergeStmt": "rows of {} are replaced",
}


@statement(*_DATA)
class Data(Ddl):
    """Data and its maintenance: no effect on the schema."""

    @cached_property
    def kind(self) -> str:
        """Which statement it is: the class is the same for all."""
        return next(kind for kind in _DATA if kind in parse.statements(self.text)[0]["stmt"])

    def _has(self, option: str) -> bool:
        named = [*self.node.get("options", []), *self.node.get("params", [])]
        return any(item["DefElem"]["defname"] == option for item in named)

    def _mode(self) -> str:
        if self.kind == "LockStmt":
            return next(mode for mode, rank in STRENGTH.items() if rank == self.node["mode"] - 1)
        if self.kind == "CopyStmt" and not self.node.get("is_from"):
            return ACCESS_SHARE
        if self.kind == "VacuumStmt" and self._has("full"):
            return ACCESS_EXCLUSIVE
        if self._has("concurrently"):
            return SHARE_UPDATE_EXCLUSIVE
        return _DATA[self.kind]

    def cost(self, before: Catalog, session: Session) -> Cost:
        """By kind; VACUUM, REINDEX CONCURRENTLY and CLUSTER of everything refuse a transaction block."""
        node = self.node
        listed = [item["RangeVar"] for item in node.get("relations", [])]
        listed += [item["VacuumRelation"].get("relation") for item in node.get("rels", [])]
        listed += [node["relation"]] if "relation" in node else []
        found = [existing(before, session, range_parts(item)) for item in listed if item]
        refs = [item.ref for item in found if item is not None]
        taken: list[Lock] = [lock(ref, self._mode()) for ref in refs]
        text = _LOSES.get(self.kind)
        hazards = tuple(Hazard("data-loss", text.format(target(ref))) for ref in refs) if text else ()
        alone = bool(node.get("is_vacuumcmd")) or self._has("concurrently")
        alone = alone or (self.kind == "ClusterStmt" and not listed)
        return Cost(tuple(taken), hazards, transactional=not alone)


_NOTHING = (
    "VariableShowStmt",
    "ExplainStmt",
    "NotifyStmt",
    "ListenStmt",
    "UnlistenStmt",
    "CheckPointStmt",
    "LoadStmt",
    "PrepareStmt",
    "ExecuteStmt",
    "DeallocateStmt",
    "DeclareCursorStmt",
    "FetchStmt",
    "ClosePortalStmt",
    "ConstraintsSetStmt",
)


@statement(*_NOTHING)
class WithoutEffect(Ddl):
    """What says, asks or prepares something, and leaves schema and data alone."""


# DO and CALL


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
    return kind not in _DATA and kind not in _NOTHING


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
    return _text(targets[0]["ResTarget"]["val"]) if len(targets) == 1 else None


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
