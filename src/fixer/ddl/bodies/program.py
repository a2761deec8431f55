"""What code does to the schema where it runs: a body, the functions that a query calls, a trigger that fires."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function, Trigger
from fixer.catalog.resolve import own_path, resolve
from fixer.ddl.acting_role import ROLE
from fixer.ddl.base import DdlError, Session
from fixer.ddl.bodies.body import Body
from fixer.ddl.bodies.outline import (
    Step,
    assigned,
    loops,
    outline,
    without_last_leaves,
)
from fixer.ddl.known import NOTHING_KNOWN, Known, Value, evaluated, set_by_code
from fixer.ddl.session import DATA, NOTHING, set_path
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
    Body(what, session, arguments, unsure).run(steps, catalog)
    for piece in plpgsql.read(body).embedded:
        if piece.kind in ("expression", "values"):
            call_functions(piece.sql, catalog, session)


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
            inner = Body(what, session)
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
