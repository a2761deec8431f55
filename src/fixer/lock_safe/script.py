"""A script of DDL, statement by statement: run on the model, its names qualified, made lock-safe."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import DdlError
from fixer.ddl.difference import CannotRestoreError
from fixer.ddl.met import met
from fixer.ddl.run import run
from fixer.findings.confined import left_out, not_for_the_asking, refused
from fixer.lock_safe.fits import RefusedError
from fixer.lock_safe.kept import CannotKeepError
from fixer.lock_safe.pieces import NotTakenError, pieces, place_in
from fixer.lock_safe.rounds import in_rounds, rows_may_wait
from fixer.lock_safe.safe_script import SafeScript
from fixer.lock_safe.statement import PATH, ScriptStatement
from fixer.lock_safe.step import Step
from fixer.sql import parse

_FILLING = frozenset({"InsertStmt", "UpdateStmt", "SelectStmt"})


def lock_safe(
    script: str,
    catalog: Catalog,
    keep_dropped: bool = False,
    trusted: bool = False,
    asked: bool = False,
) -> SafeScript:
    """The script's statements, each as one that PostgreSQL runs without stopping the application for long.

    With ``keep_dropped`` what would be dropped with its rows is renamed. A ``trusted`` script comes from a template of
    this program: it may fill what it makes. One that is ``asked`` for is a person's own: it may change whatever a schema
    has. Raises NotTakenError.
    """
    made = SafeScript()
    queues: list[list[Step]] = []
    state = catalog.overlay()
    for sql, start in pieces(script):
        kind, node = parse.statement(sql)
        try:
            if trusted and kind in _FILLING:
                queues.append([Step(sql)])
                made.hazards += run(state, sql).hazards
            elif asked and (note := left_out(kind, node)):
                made.notes.append(note)
            elif why := (not_for_the_asking if asked else refused)(kind, node):
                raise RefusedError(why)
            else:
                state = ScriptStatement(sql, state, catalog, made, queues, keep_dropped).taken()
        except (DdlError, CannotRestoreError) as error:
            there = met(sql, state, PATH)
            raise NotTakenError("unresolved", str(error), *place_in(script, start), there) from None
        except (RefusedError, CannotKeepError) as error:
            raise NotTakenError("unsupported", str(error), *place_in(script, start)) from None
    made.after = state
    made.steps = in_rounds(queues, catalog, state)
    made.changed = [ref for ref, _was, _now in state.changes(catalog)]
    made.checks = list(dict.fromkeys(made.checks))
    made.notes = list(dict.fromkeys(made.notes))
    made.rows_may_wait = rows_may_wait(made.steps, made.checks, catalog)
    return made
