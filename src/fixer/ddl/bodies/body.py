"""The steps of a PL/pgSQL body run on the model: those that can be told, the others are noted."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import STATEMENTS, DdlError, Session
from fixer.ddl.bodies.asked import holds
from fixer.ddl.bodies.handled import RaisedError, handler_for, is_handled, may_fail, roles_in_doubt
from fixer.ddl.bodies.outline import Step, assigned, leaving, matters
from fixer.ddl.bodies.read_otherwise import say_what_is_read_otherwise
from fixer.ddl.known import NOTHING_KNOWN, Known, Value, elements, evaluated, text_of
from fixer.ddl.take_effect import take_effect
from fixer.sql import parse, plpgsql
from fixer.sql.parse import SqlSyntaxError

_ROWS = re.compile(
    r"\s*(?:select\s+)?(?:format\s*\(\s*)?(?:E?'|\$\w*\$)\s*(insert|update|delete|merge|select|with|analyze|notify|refresh)\b"
    r"(?!\s+(?:(?:into|from|only)\s+)*(?:pg_catalog\.)?pg_(?!temp))",
    re.IGNORECASE,
)
"""SQL that is put together, and begins with a command that only reads or writes rows, those of the system not among them."""


class _Left(Exception):  # noqa: N818 - no error
    """RETURN, EXIT and CONTINUE: what comes next in the blocks and loops that they leave does not run."""

    def __init__(self, step: Step):
        self.how, self.label = step.leaves, step.label

    def ends(self, step: Step) -> bool:
        """Whether they leave this block or loop, or go on in it."""
        return self.how != "return" and (self.label == step.label if self.label else step.loop)


class Body:
    """What runs the steps: ``what`` is whose they are, in words; ``known`` the values of its variables.

    ``unsure`` names the variables whose values do not tell what they are, as code sets them elsewhere.
    """

    def __init__(
        self, what: str, session: Session, known: Known = NOTHING_KNOWN, unsure: Container[str] = frozenset()
    ):
        self.what, self.session, self.unsure = what, session, unsure
        self.known: dict[str, Value] = dict(known)
        self.guessing = False
        """Whether it is in a branch that is only taken."""
        self.handlers: list[Sequence[Step]] = []
        """Those of the blocks around it."""
        self.failure: DdlError | None = None
        """What a handler handles."""

    def run(self, steps: list[Step], catalog: Catalog) -> None:
        """Runs steps in turn, until they leave. What does not fit is a problem."""
        for step in steps:
            try:
                self._step(step, catalog)
            except RaisedError as error:
                self._misfit(error)
                return
            except DdlError as error:
                self._misfit(error)
            except _Left:
                return

    def _step(self, step: Step, catalog: Catalog) -> None:
        if step.loop:
            self._loop(step, catalog)
        elif step.variable:
            value = None if step.piece is None else evaluated(_expression(step.piece), self.known)
            self._set(step.variable, value)
        elif step.piece is not None:
            self._piece(step.piece, catalog)
        elif step.condition is not None:
            self._condition(step, step.condition, catalog)
        elif step.leaves:
            self._leave(step)
        else:
            self._block(step, catalog)

    def _leave(self, step: Step) -> None:
        """Leaves what it is in; not on a condition that is only taken for true."""
        if step.leaves == "raise":
            raise self.failure if step.label == "again" and self.failure else RaisedError(step.label)
        if step.leaves == "rollback":
            self.session.unmodelled(
                f"{self.what} has a ROLLBACK, which is not modelled: what it undoes counts as done"
            )
        elif not self.guessing:
            raise _Left(step)

    def _block(self, step: Step, catalog: Catalog) -> None:
        """BEGIN … END: where something in it does not fit, or raises an error, it is undone, and the handler runs."""
        try:
            if not step.otherwise:
                self._all(step.body, catalog)
            elif (error := self._attempt(step.body, catalog, step.otherwise)) is not None:
                self._handle(error, step.otherwise, catalog)
        except _Left as left:
            if not left.ends(step):
                raise

    def _handle(self, error: DdlError, handlers: list[Step], catalog: Catalog) -> None:
        outer, self.failure = self.failure, error
        try:
            self._all(handler_for(error, handlers).body, catalog)
        finally:
            self.failure = outer

    def _all(self, steps: list[Step], catalog: Catalog) -> None:
        for step in steps:
            self._step(step, catalog)

    def _set(self, variable: str, value: Value | None) -> None:
        of_parameter = variable in self.known or variable in self.unsure  # or it is another name of one
        stale = [name for name in self.known if name.rpartition(".")[2] == variable]
        for name in [*stale, *(name for name in self.known if of_parameter and name[0] == "$")]:
            del self.known[name]
        if value is not None and variable not in self.unsure:
            self.known[variable] = value

    def _forget(self, variables: Iterable[str]) -> None:
        for variable in variables:
            self._set(variable, None)

    def _loop(self, step: Step, catalog: Catalog) -> None:
        """Each round where it is known what the variable goes through, else one: it stands for all."""
        rounds = elements(_expression(step.piece), self.known) if step.piece is not None else None
        if rounds is None:
            self._forget([step.variable, *assigned(step.body)])
        for value in rounds if rounds is not None else (None,):
            self._set(step.variable, value)
            try:
                self._all(step.body, catalog)
            except _Left as left:
                if not left.ends(step):
                    raise
                if left.how == "exit":
                    break
        self._forget([step.variable] if rounds is not None else [step.variable, *assigned(step.body)])

    def _condition(self, step: Step, condition: str, catalog: Catalog) -> None:
        """The branch runs that the catalog tells; where it does not, the one that is likely, which is said."""
        truth = self._holds(condition, catalog)
        if truth is not None:
            self._all(step.body if truth else step.otherwise, catalog)
            return
        if matters([*step.body, *step.otherwise]):
            self._likely(step, condition, catalog)
        elif any(map(self._shows, leaving([*step.body, *step.otherwise]))):
            asked, taken = " ".join(condition.split()), "false" if step.body else "true"
            self.session.notes.append(f"{self.what} leaves on a condition, taken as {taken}: {asked}")
        self._forget(assigned([*step.body, *step.otherwise]))

    def _shows(self, way: Step) -> bool:
        """Whether something of what is there tells that a step has left: an error that nothing handles leaves nothing."""
        error = RaisedError("" if way.label == "again" else way.label)
        return way.leaves != "raise" or any(is_handled(error, handlers) for handlers in self.handlers)

    def _holds(self, condition: str, catalog: Catalog, likely: bool = False) -> bool | None:
        return holds(condition, catalog, self.session, self.known, likely)

    def _likely(self, step: Step, condition: str, catalog: Catalog) -> None:
        """What only an extension may have counts as not there, anything else as true. A branch that makes what is asked for
        says so itself; else it is announced.
        """
        guess = self._holds(condition, catalog, likely=True)
        branch = step.otherwise if guess is False or not matters(step.body) else step.body
        outer, self.guessing = self.guessing, True
        if self._attempt(branch, catalog) is not None and branch is step.body:
            self._attempt(step.otherwise, catalog)
        self.guessing = outer
        after = self._holds(condition, catalog)
        if after is None or after == guess:
            taken = "false" if guess is False else "true"
            asked = " ".join(condition.split())
            self.session.notes.append(
                f"{self.what} changes the schema on a condition, taken as {taken}: {asked}"
            )

    def _attempt(self, steps: list[Step], catalog: Catalog, handlers: Sequence[Step] = ()) -> DdlError | None:
        """Runs steps as a whole or not at all. Gives what does not fit; says what may fail where ``handlers`` wait for it."""
        layer, state, known = catalog.overlay(), self.session.state(), dict(self.known)
        self.handlers.append(handlers)
        try:
            self._all(steps, layer)
        except DdlError as error:
            self.known = known
            self.session.back_to(state)
            return error
        except _Left:
            self._keep(layer, catalog, handlers, state.roles)
            raise
        finally:
            self.handlers.pop()
        self._keep(layer, catalog, handlers, state.roles)
        return None

    def _keep(
        self, layer: Catalog, catalog: Catalog, handlers: Sequence[Step], roles: Mapping[str, bool | None]
    ) -> None:
        doubt = may_fail(layer, catalog, handlers, self.session.search_path) or roles_in_doubt(
            roles, self.session.roles, layer, catalog, handlers
        )
        if doubt:
            self.session.notes.append(
                f"{self.what} handles errors, and whether {doubt} is one is not known: taken for none"
            )
        layer.commit()

    def _piece(self, piece: plpgsql.Embedded, catalog: Catalog) -> None:
        sql = piece.text
        if piece.dynamic:
            constant = text_of(_expression(piece), self.known)
            if constant is None and _ROWS.match(sql):
                return
            if constant is None:
                text = " ".join(sql.split())
                self.session.unmodelled(
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
            self.statement(sql[place_of], catalog)

    def noted(self, sql: str, catalog: Catalog) -> None:
        """Runs one statement; one that does not fit is a problem."""
        try:
            self.statement(sql, catalog)
        except DdlError as error:
            self._misfit(error)

    def _misfit(self, error: DdlError) -> None:
        self.session.problem(f"{self.what.removesuffix(',')}: {error}")

    def statement(self, sql: str, catalog: Catalog) -> None:
        """Runs one statement. Raises DdlError where it does not fit."""
        kind, node = parse.statement(sql)
        cls = STATEMENTS.get(kind)
        if cls is None:
            words = kind.removesuffix("Stmt")
            self.session.unmodelled(f"{self.what} runs a {words}, which is not modelled")
            return
        outer = self.session
        inner = Session(
            outer.search_path,
            strict=False,
            origin=outer.origin,
            roles=outer.roles,
            said=outer.said,
            running=outer.running,
            known=self.known,
            withheld=outer.withheld,
            settings=outer.settings,
            temporary=outer.temporary,
            transient=outer.transient,
            transaction=outer.transaction or -1,  # code is in one, whoever began it
            exact=any(self.handlers) or (outer.exact and not outer.notes),
        )
        layer = catalog.overlay()
        take_effect(cls(node, sql), layer, inner)
        say_what_is_read_otherwise(kind, sql, inner)
        if inner.misfits:
            raise DdlError(inner.misfits[0])
        layer.commit()
        outer.search_path = inner.search_path
        outer.notes += inner.notes


def _expression(piece: plpgsql.Embedded) -> parse.Node:
    """The one expression in a piece; nothing where there is more."""
    query = piece.tree["stmt"].get("SelectStmt", {})
    targets = query.get("targetList", [])
    alone = len(targets) == 1 and not query.keys() - {"targetList", "limitOption", "op"}
    return targets[0]["ResTarget"]["val"] if alone else {}
