"""Catalogs from DDL text, fixers by their file, and what a fix does when it is rendered and run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.ddl import run as ddl
from fixer.ddl.base import Session
from fixer.model import Finding, Fix, ObjectRef, Refusal, Satisfied
from fixer.registry import Problem, loading
from fixer.render import Templates

_FOLDER = Path(__file__).parents[2] / "fixers"


def fixer(stem: str) -> ModuleType:
    """The module of a fixer file."""
    return loading._module(_FOLDER / f"{stem}.py")


def catalog_of(sql: str, base: Catalog | None = None) -> Catalog:
    """The catalog after some statements."""
    catalog = base.overlay() if base else Catalog()
    session = Session()
    for statement in ddl.split(sql):
        ddl.prepare(statement).effect(catalog, session)
    return catalog


def finding(rule: str, problem: Problem) -> Finding:
    """The finding that a planner makes of a problem."""
    return Finding(
        rule,
        "fixer",
        rule,
        problem.target,
        problem.message,
        key=f"{rule}:{problem.target}:{problem.discriminator}",
        location=problem.location,
        data=problem.data,
    )


def mend(
    module: ModuleType, catalog: Catalog, options: Any = None, target: ObjectRef | None = None
) -> Fix | Refusal | Satisfied:
    """What becomes of the one problem that a fixer finds (on ``target``, if given)."""
    options = options or module.Options()
    problems = [item for item in module.detect(catalog, options) if target in (None, item.target)]
    assert len(problems) == 1, problems
    result: Fix | Refusal | Satisfied = module.fix(finding(module.rule, problems[0]), catalog, options)
    return result


def statements(fix: Fix | Refusal | Satisfied, concurrently: bool = False) -> list[str]:
    """The SQL of a fix, statement by statement."""
    assert isinstance(fix, Fix), fix
    return list(_rendered(fix, concurrently))


def _rendered(fix: Fix, concurrently: bool) -> Iterator[str]:
    templates = Templates()
    for operation in fix.operations:
        text = templates.render(
            f"sql/{operation.template}.sql.j2", {**operation.params, "concurrently": concurrently}
        )
        yield from ddl.split(text)


def after(fix: Fix | Refusal | Satisfied, catalog: Catalog) -> Catalog:
    """The catalog with the fix applied."""
    layer = catalog.overlay()
    for sql in statements(fix):
        ddl.run(layer, sql)
    return layer
