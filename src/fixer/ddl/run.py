"""Running SQL on a catalog: text to statement classes, their effects and costs."""

from __future__ import annotations

from collections.abc import Container

from fixer.catalog.catalog import Catalog
from fixer.ddl import statements  # noqa: F401  importing registers the statement classes
from fixer.ddl.base import STATEMENTS, Cost, Ddl, DdlError, Session
from fixer.ddl.take_effect import take_effect
from fixer.model import Statement
from fixer.sql import parse
from fixer.values import replace


def prepare(sql: str) -> Ddl:
    """The statement class for one statement. Raises SqlSyntaxError, DdlError for a kind that nobody models."""
    kind, node = parse.statement(sql)
    cls = STATEMENTS.get(kind)
    if cls is None:
        raise DdlError(f"{kind.removesuffix('Stmt')} is not modelled")
    return cls(node, sql)


def split(sql: str) -> list[str]:
    """The statements of a text, without semicolons. Raises SqlSyntaxError."""
    return [sql[piece].strip() for piece in parse.slices(sql)]


def run(catalog: Catalog, sql: str, rules: Session | None = None) -> Statement:
    """Runs one statement on the catalog, strictly by default, and says what it costs on the catalog before."""
    rules = rules or Session(strict=True)
    ddl = prepare(sql)
    cost = ddl.cost(catalog, rules)
    take_effect(ddl, catalog, rules)
    return with_cost(sql, cost)


def apply(catalog: Catalog, sql: str, rules: Session | None = None) -> None:
    """``run`` where nobody asks what it costs. Raises DdlError, SqlSyntaxError."""
    take_effect(prepare(sql), catalog, rules or Session(strict=True))


_WAITS = frozenset({"scan", "rewrite", "blocks-reads", "blocks-writes"})


def without_waits(statement: Statement, made: Container[str]) -> Statement:
    """The statement without what costs nothing on tables that the same migration makes: they are empty, and nobody waits."""
    left = tuple(one for one in statement.hazards if one.kind not in _WAITS or one.relation not in made)
    return statement if left == statement.hazards else replace(statement, hazards=left)


def with_cost(sql: str, cost: Cost) -> Statement:
    """The statement as a migration carries it."""
    return Statement(sql, cost.transactional, cost.locks, cost.hazards, cost.validates)
