"""What a PL/pgSQL body does to the schema: the statements in it that can be told run on the model, the others are noted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function, Trigger
from fixer.catalog.resolve import own_path, resolve
from fixer.ddl.acting_role import ROLE
from fixer.ddl.base import STATEMENTS, DdlError, Session
from fixer.ddl.bodies.asked import holds
from fixer.ddl.bodies.handled import RaisedError, handler_for, is_handled, may_fail, roles_in_doubt
from fixer.ddl.bodies.program_outline import (
    Step,
    assigned,
    leaving,
    loops,
    matters,
    outline,
    without_last_leaves,
)
from fixer.ddl.bodies.read_otherwise import say_what_is_read_otherwise
from fixer.ddl.known import NOTHING_KNOWN, Known, Value, elements, evaluated, set_by_code, text_of
from fixer.ddl.session import DATA, NOTHING, set_path
from fixer.ddl.take_effect import take_effect
from fixer.model import ObjectRef
from fixer.sql import parse, plpgsql
from fixer.sql.builtins import is_builtin
from fixer.sql.names import Name, names, names_in_body
from fixer.sql.parse import SqlSyntaxError
from fixer.sql.quote import target
from fixer.values import replace


def run_body(
    body: str, what: str, catalog: Catalog, session: Session, arguments: Known = NOTHING_KNOWN
) -> None:
    """Runs the static DDL of a PL/pgSQL body on the catalog, and notes what cannot be told.

    Raises BodyNotUnderstood.
    """
    steps = without_last_leaves(list(_effective(outline(body), catalog, session)))
    goes_through = Counter(loops(steps))
    unsure = {name for name in assigned(steps) if set_by_code(body, name, goes_through[name])}
    _Body(what, session, arguments, unsure).run(steps, catalog)
    for piece in plpgsql.read(body).embedded:
        if piece.kind in ("expression", "values"):
            call_functions(piece.sql, catalog, session)


_ROWS = re.compile(
    r"\s*(?:select\s+)?(?:format\s*\(\s*)?(?:E?'|\$\w*\$)\s*(insert|update|delete|merge|select|with|analyze|notify|refresh)\b"
    r"(?!\s+(?:(?:into|from|only)\s+)*(?:pg_catalog\.)?pg_(?!temp))",
    re.IGNORECASE,
)
"""SQL that is put together, and begins with a command that only reads or writes rows, those of the system not among them."""
_MAY_CHANGE = re.compile(
    r"\b(create|alter|drop|truncate|grant|revoke|comment|reindex|cluster|import|security|reassign)\b"
    r"|\b(insert\s+into|update|delete\s+from)\s+(only\s+)?(pg_catalog\.)?pg_",
    re.IGNORECASE,
)
"""What code which changes the schema says somewhere, be it in a string."""
_EXECUTES = re.compile(r"\bexecute\b", re.IGNORECASE)


def _effective(steps: list[Step], catalog: Catalog, session: Session) -> Iterator[Step]:
    """The steps without queries that change nothing."""
    for step in steps:
        inner = [list(_effective(part, catalog, session)) for part in (step.body, step.otherwise)]
        if step.variable and not step.loop:
            yield step
        elif step.piece is None or step.loop:
            if inner[0] or inner[1] or step.leaves or step.caught:
                yield replace(step, body=inner[0], otherwise=inner[1])
        elif step.piece.dynamic or "SelectStmt" not in step.piece.tree["stmt"]:
            yield step
        else:
            query, text = step.piece.tree["stmt"]["SelectStmt"], step.piece.text
            if "set_config" in text or "intoClause" in query or any(_called(text, catalog, session)):
                yield step


def _called(text: str, catalog: Catalog, session: Session) -> Iterator[Function]:
    """The known functions that a query calls and whose code may change the schema, be it by SQL that they are given."""
    try:
        found = [name for name in names(text) if name.kind == "function"]
    except (SqlSyntaxError, ValueError):
        return
    texts = (text, *(value for value in session.known.values() if isinstance(value, str)))
    given = any(_MAY_CHANGE.search(one) for one in texts)
    for name in found:
        function = _routine(name, catalog, session)
        if function is None and not is_builtin("function", name.parts[-1]):
            session.exact = False  # AddGeometryColumn adds one
        if function is not None and (
            _may_change(function, catalog, session) or (given and _EXECUTES.search(function.body or ""))
        ):
            yield function


def _may_change(
    function: Function, catalog: Catalog, session: Session, seen: frozenset[str] = frozenset()
) -> bool:
    """Whether its code, or that of a function it calls, says a word that changes the schema."""
    body = function.body
    if body is None or body in seen:
        return False
    return _MAY_CHANGE.search(body) is not None or any(
        _may_change(called, catalog, session, seen | {body})
        for name in _calls(function.language, body)
        if (called := _routine(name, catalog, session)) is not None
    )


@lru_cache(maxsize=512)
def _calls(language: str, body: str) -> tuple[Name, ...]:
    """The functions that a body names; none where it cannot be read."""
    try:
        return tuple(name for name in names_in_body(language, body) if name.kind == "function")
    except (SqlSyntaxError, plpgsql.BodyNotUnderstood, ValueError):
        return ()


def _routine(name: Name, catalog: Catalog, session: Session) -> Function | None:
    ref = resolve(catalog, name, session.search_path)
    return catalog.find(ref, Function) if ref is not None else None


def call_functions(text: str, catalog: Catalog, session: Session) -> None:
    """What the functions that a query calls do to the schema, as far as it can be told: each as if called once."""
    for function in dict.fromkeys(_called(text, catalog, session)):
        what = f"{target(function.ref)}, which is called,"
        given = _given(text, function, session.known)
        if function.ref.name in _called_on_a_condition(text):
            before = len(session.notes)
            taken = "true" if _fits(function, what, catalog, session, given) else "false"
            asked = " ".join(text.split())
            session.notes.insert(
                before, f"{what} changes the schema on a condition, taken as {taken}: {asked}"
            )
            continue
        for arguments in given:
            run_routine(function, what, catalog, session, arguments)


def _fits(function: Function, what: str, catalog: Catalog, session: Session, given: list[Known]) -> bool:
    """Runs a function that is called on a condition, where what it does fits what is there; else it counts as not called."""
    layer, state = catalog.overlay(), session.state()
    notes, misfits = len(session.notes), len(session.misfits)
    try:
        for arguments in given:
            run_routine(function, what, layer, session, arguments)
        fits = len(session.misfits) == misfits
    except DdlError:
        fits = False
    if fits:
        layer.commit()
        return True
    del session.notes[notes:], session.misfits[misfits:]
    session.back_to(state)
    return False


def _given(text: str, function: Function, known: Known) -> list[Known]:
    """What the calls of a function in a query give to its parameters, each once."""
    found: list[Known] = []
    for call in (node["FuncCall"] for node in parse.nodes(parse.statement(text)[1]) if "FuncCall" in node):
        if call["funcname"][-1]["String"]["sval"] == function.ref.name:
            arguments = arguments_of(call, function, known)
            found += [arguments] if arguments not in found else []
    return found or [NOTHING_KNOWN]


def arguments_of(call: parse.Node, function: Function, known: Known = NOTHING_KNOWN) -> Known:
    """What a call gives to parameters, as far as it is known and the body sets them to nothing that is not."""
    arguments: dict[str, Value] = {}
    for number, node in enumerate(call.get("args", [])):
        named = node.get("NamedArgExpr")
        value = evaluated(named["arg"] if named else node, known)
        names = (named["name"],) if named else function.argument_names[number : number + 1]
        if value is None or any(name and set_by_code(function.body or "", name) for name in names):
            continue
        keys = [key for name in names if name for key in (name, f"{function.ref.name}.{name}")]
        arguments |= dict.fromkeys(keys if named else (f"${number + 1}", *keys), value)
    return arguments


@lru_cache(maxsize=512)
def _called_on_a_condition(text: str) -> frozenset[str]:
    """The functions that a query calls only where a CASE, COALESCE, AND, OR or WHERE comes to it, by their names alone."""
    nodes = list(parse.nodes(parse.statement(text)[1]))
    chosen = [node for node in nodes if "whereClause" in node or not _CHOICES.isdisjoint(node)]
    calls = (node["FuncCall"] for part in chosen for node in parse.nodes(part) if "FuncCall" in node)
    return frozenset(call["funcname"][-1]["String"]["sval"] for call in calls)


_CHOICES = frozenset({"CaseExpr", "CoalesceExpr", "BoolExpr"})


def fire(table: ObjectRef, event: str, catalog: Catalog, session: Session) -> None:
    """What the triggers of a table do to the schema when rows are written."""
    for trigger in catalog.children(table, Trigger):
        function = catalog.find(trigger.function, Function) if event in trigger.events else None
        done = f"{target(table)} {trigger.ref.name} {event}"
        if done in session.said:
            continue  # once tells what there is to tell
        session.said.add(done)
        if function is not None and trigger.enabled in "OA" and _may_change(function, catalog, session):
            what = f"trigger {trigger.ref.name}, which fires,"
            run_routine(function, what, catalog, session)


def changes_schema(function: Function, catalog: Catalog) -> bool:
    """Whether the code of a function does anything to the schema, or what cannot be told, were it to run now."""
    session, layer = Session(), catalog.overlay()
    if not _may_change(function, catalog, session):
        return False
    run_routine(function, "", layer, session)
    return bool(session.notes or layer.changes(catalog))


def run_routine(
    function: Function, what: str, catalog: Catalog, session: Session, arguments: Known = NOTHING_KNOWN
) -> None:
    if function.ref in session.running:
        return
    session.running.add(function.ref)
    outer = session.search_path, session.settings.copy()
    _set_own(function, session)
    try:
        if function.language == "plpgsql":
            run_body(function.body or "", what, catalog, session, arguments)
        elif function.language == "sql":
            statements = (
                [function.body[piece] for piece in parse.slices(function.body or "")] if function.body else []
            )
            inner = _Body(what, session)
            for sql in statements:
                kind, _node = parse.statement(sql)
                if kind not in DATA and kind not in NOTHING and kind != "ReturnStmt":
                    inner.noted(sql, catalog)
        else:
            session.unmodelled(
                f"{what} is in {function.language} and is not read: it may have changed anything"
            )
    except (plpgsql.BodyNotUnderstood, SqlSyntaxError) as error:
        session.unmodelled(f"{what} is not read: it may have changed anything ({error})")
    finally:
        session.running.discard(function.ref)
        if function.config or function.security_definer:
            session.search_path = outer[0]
            session.settings.take(outer[1])


def _set_own(function: Function, session: Session) -> None:
    """The settings that a function has while it runs, and the role, where that is its owner (documentation, CREATE FUNCTION)."""
    if function.security_definer:
        session.settings.set(ROLE, function.owner or "none")
    path = own_path(function)
    if path is not None:
        set_path(session, tuple(path), local=False)
    for name, value in function.config:
        if value != "FROM CURRENT":
            session.settings.set(name.lower(), value if name == "search_path" else value.strip("'"))


class _Left(Exception):  # noqa: N818 - no error
    """RETURN, EXIT and CONTINUE: what comes next in the blocks and loops that they leave does not run."""

    def __init__(self, step: Step):
        self.how, self.label = step.leaves, step.label

    def ends(self, step: Step) -> bool:
        """Whether they leave this block or loop, or go on in it."""
        return self.how != "return" and (self.label == step.label if self.label else step.loop)


class _Body:
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
