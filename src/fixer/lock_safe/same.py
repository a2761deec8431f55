"""Whether an object that a statement left is one that was there already."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, DomainType, Function, Index, Object, Policy, Table, View
from fixer.catalog.rare_objects import Statistics
from fixer.ddl.texts.qualify import qualified
from fixer.ddl.texts.same_query import same_condition, same_view
from fixer.model import ObjectRef
from fixer.sql.canonical import equivalent
from fixer.sql.parse import SqlSyntaxError
from fixer.values import replace


def no_news(ref: ObjectRef, was: Object | None, now: Object | None, catalog: Catalog) -> bool:
    """Whether an object that a statement left is one that was there, under its name or, if it had none, another."""
    if now is None:
        return False
    if was is not None:
        return _unchanged(now, was, catalog)
    there = catalog.get(ref)
    if there is not None:
        return _same(now, there, catalog)
    owner = now.table if isinstance(now, Constraint | Index | Statistics) else None
    others = catalog.children(owner, type(now)) if owner is not None else ()
    return any(_same(now, replace(other, ref=ref), catalog) for other in others)


def _unchanged(now: Object, was: Object, catalog: Catalog) -> bool:
    """Whether a statement that was run again left an object as it was."""
    now, was = qualified(now, catalog), qualified(was, catalog)
    if isinstance(now, DomainType) and isinstance(was, DomainType):
        return replace(now, checks=was.checks) == was and _says_again(now, was)
    if not isinstance(now, Table) or not isinstance(was, Table):
        beside = {"comment": now.comment, "grants": now.grants, "owner": now.owner}
        described = replace(was, **beside) == was  # type: ignore[arg-type]
        return described and _written_as(now, was) == was and _same(now, was, catalog)
    columns = {column.name: column for column in was.columns}
    return (
        replace(now, columns=()) == replace(was, columns=())
        and all(
            column.name in columns and _as_before(column, columns.pop(column.name)) for column in now.columns
        )
        and not columns
    )


def _says_again(now: DomainType, was: DomainType) -> bool:
    """Whether the checks that a domain got are such as it had."""
    known, added = now.checks[: len(was.checks)], now.checks[len(was.checks) :]
    return known == was.checks and all(
        any(_alike(one.expression, other.expression) and other.validated >= one.validated for other in known)
        for one in added
    )


def _written_as(now: Object, was: Object) -> Object:
    """``now`` with the texts of ``was``; of kinds whose texts are more than conditions, ``was`` itself."""
    if isinstance(now, Index) and isinstance(was, Index):
        return replace(now, keys=was.keys, predicate=was.predicate)
    if isinstance(now, Constraint) and isinstance(was, Constraint):
        return replace(now, expression=was.expression)
    return was


def _as_before(now: Column, was: Column) -> bool:
    texts = _alike(now.default, was.default) and _alike(now.generated, was.generated)
    return texts and replace(now, default=None, generated=None) == replace(was, default=None, generated=None)


def _same(wanted: Object, there: Object, catalog: Catalog) -> bool:
    """Whether ``there`` does all that ``wanted`` does: PostgreSQL may print its expressions otherwise."""
    if type(wanted) is not type(there):
        return False
    wanted, there = qualified(wanted, catalog), qualified(there, catalog)
    if isinstance(wanted, Table) and isinstance(there, Table):
        return all(_same_column(column, there) for column in wanted.columns)
    if isinstance(wanted, Constraint) and isinstance(there, Constraint):
        if wanted.enforced != there.enforced:
            return False
        if wanted.type == there.type == "c":
            return _alike(wanted.expression, there.expression) and there.validated >= wanted.validated
        return _facts(wanted) == _facts(there) and there.validated >= wanted.validated
    if isinstance(wanted, Index) and isinstance(there, Index):
        plain = (wanted.method, wanted.unique, wanted.include) == (there.method, there.unique, there.include)
        keys = len(wanted.keys) == len(there.keys) and all(
            one.column == other.column
            and one.suffix == other.suffix
            and _alike(one.expression, other.expression)
            for one, other in zip(wanted.keys, there.keys, strict=True)
        )
        return plain and keys and there.valid and _alike(wanted.predicate, there.predicate)
    if isinstance(wanted, Function) and isinstance(there, Function):
        return _without_text(wanted) == _without_text(there)
    if isinstance(wanted, Policy) and isinstance(there, Policy):
        clauses = ((wanted.using, there.using), (wanted.check, there.check))
        texts = all(
            _alike(one, other) or (one and other and same_condition(one, other, wanted.table, catalog))
            for one, other in clauses
        )
        return bool(texts) and replace(wanted, using=None, check=None) == replace(
            there, using=None, check=None
        )
    if isinstance(wanted, View):  # whose rights are another matter, as a table's are
        assert isinstance(there, View)
        wanted = replace(wanted, comment=there.comment, owner=there.owner, grants=there.grants)
        if same_view(wanted, there, catalog):
            wanted = replace(wanted, query=there.query, spelled_out=there.spelled_out, columns=there.columns)
    return wanted == there


def _without_text(function: Function) -> Function:
    """The function without how its header is written: a type's schema may be said or not."""
    return replace(function, arguments="", result="", comment=None, owner=None, grants=None)


def _facts(key: Constraint) -> tuple[object, ...]:
    action = (key.on_delete, key.on_update, key.match, key.deferrable, key.deferred)
    return key.columns, key.references, key.include, key.period, action


def _same_column(wanted: Column, table: Table) -> bool:
    there = table.column(wanted.name)
    return (
        there is not None
        and there.type == wanted.type
        and (there.not_null, there.required) >= (wanted.not_null, wanted.required)
        and (there.identity is None) == (wanted.identity is None)
        and _alike(wanted.default, there.default)
        and _alike(wanted.generated, there.generated)
    )


def _alike(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one == other
    try:
        return one == other or equivalent(one, other)
    except SqlSyntaxError:
        return False
