"""Catalogs from DDL text, and what becomes of a fixer's findings on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Origin
from fixer.ddl.base import STATEMENTS, Session
from fixer.ddl.run import split
from fixer.model import Applicability, Finding, Fix, ObjectRef
from fixer.registry import Fixer, Problem, load, mend, problems
from fixer.render import WAY_BACK, Templates, builtin_folder
from fixer.sql import parse


def named(rule: str) -> Fixer:
    """The built-in fixer of that rule."""
    return load([builtin_folder("fixers")])[rule]


def run(sql: str, catalog: Catalog | None = None) -> Catalog:
    """The catalog after the statements of a file, on top of another."""
    layer = catalog.overlay() if catalog else Catalog()
    for piece in parse.slices(sql):
        kind, node = parse.statement(sql[piece])
        session = Session(origin=Origin("1.sql", sql, piece.start, piece.stop), strict=catalog is not None)
        STATEMENTS[kind](node, sql[piece]).effect(layer, session)
    return layer


def found(fixer: Fixer, sql: str, **options: Any) -> dict[str, str | None]:
    """What a fixer detects: the name of each target, and by what it is satisfied."""
    seen = problems(fixer, run(sql), fixer.options(**options))
    return {problem.target.name: problem.satisfied_by for problem in seen}


def finding(rule: str, problem: Problem) -> Finding:
    """A detector's problem, as the planner hands it on."""
    return Finding(rule, "fixer", rule, problem.target, problem.message, "key", data=problem.data)


def report(rule: str, target: ObjectRef, suggestion: str | None = None, **data: Any) -> Finding:
    """Another tool's finding."""
    return Finding(rule, "squawk", rule, target, "it says so", "key", data=data, suggestion=suggestion)


def answers(fixer: Fixer, sql: str, **options: Any) -> list[Any]:
    """What becomes of each finding that is not satisfied, with every earlier fix carried out."""
    catalog, made = run(sql), []
    settings = fixer.options(**options)
    for problem in list(problems(fixer, catalog, settings)):
        if problem.satisfied_by is None:
            answer = mend(fixer, finding(fixer.rule, problem), catalog, settings)
            made.append(answer)
            if isinstance(answer, Fix):
                catalog = run(";\n".join(statements(answer)), catalog)
    return made


def statements(fix: Fix, concurrently: bool = True) -> list[str]:
    """The SQL of a fix, which parses."""
    return list(_rendered(fix, concurrently))


def _rendered(fix: Fix, concurrently: bool) -> Iterator[str]:
    assert fix.applicability is not Applicability.MANUAL
    for operation in fix.operations:
        params = {**operation.params, "concurrently": concurrently}
        text = Templates().render(f"sql/{operation.template}.sql.j2", params)
        yield from split(text.partition(WAY_BACK)[0])


def ways_back(fix: Fix) -> list[str]:
    """The SQL of the ways back that the fix's templates say themselves, in the order in which it runs."""
    texts = (
        Templates().render(f"sql/{op.template}.sql.j2", {**op.params, "concurrently": True})
        for op in fix.operations
    )
    return [sql for text in reversed(list(texts)) for sql in split(text.partition(WAY_BACK)[2])]


def sql_of(fixer: Fixer, sql: str, concurrently: bool = True, **options: Any) -> list[str]:
    """The SQL of all fixes for what a fixer detects."""
    fixes = [answer for answer in answers(fixer, sql, **options) if isinstance(answer, Fix)]
    return [statement for fix in fixes for statement in statements(fix, concurrently)]
