"""BEGIN … EXCEPTION … END: which handler an error comes to, and what may be an error of which the catalog does not know.

PostgreSQL documentation, 43.6.8 Trapping Errors, Appendix A. Error Codes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Extension, External, Function, Index, Object, View
from fixer.ddl.any_object.role import named_by
from fixer.ddl.base import DdlError, describe
from fixer.ddl.bodies.outline import Step, matters
from fixer.ddl.texts.lacking import unknown_parts
from fixer.model import ObjectRef
from fixer.sql.quote import identifier


class RaisedError(DdlError):
    """RAISE: code says itself that it fails. ``condition`` is empty where it is not known."""

    def __init__(self, condition: str):
        self.condition = condition
        super().__init__("it raises an exception")


_TAKEN = re.compile(r"duplicate_|42P0[3-7]|42701|42710|42712|42723", re.IGNORECASE)
_MISSING = re.compile(
    r"undefined_|invalid_(schema|catalog)_name|42P01|42P02|42703|42704|42883|3F000", re.IGNORECASE
)
_NEEDED = re.compile(r"dependent_objects_still_exist|2BP01", re.IGNORECASE)
_FAMILIES = (
    (r"\bexists already\b", _TAKEN),
    (r"\b(there is no|does not exist|no such|is not there)\b", _MISSING),
    (r"\bstill needs\b", _NEEDED),
)
"""What a message says -> the conditions of such errors."""
_CODES = {"raise_exception": "p0001", "assert_failure": "p0004"}
_ALL = frozenset({"others"})
_NOT_OF_ALL = frozenset({"assert_failure", "p0004", "query_canceled", "57014"})
"""What OTHERS is not for (documentation, 43.6.8)."""


def handler_for(error: DdlError, handlers: Sequence[Step]) -> Step:
    """The handler of an error. Raises the error where none is for it."""
    message = str(error)
    if isinstance(error, RaisedError):
        names = {error.condition, _CODES.get(error.condition, "")} - {""}
        fits = [one for one in handlers if names.intersection(map(str.lower, one.caught))]
        unknown = not names or any(name[:1].isdigit() for name in names)
        others = _NOT_OF_ALL.isdisjoint(names)
    else:
        family = next((names for said, names in _FAMILIES if re.search(said, message)), None)
        fits = [one for one in handlers if family and any(map(family.match, one.caught))]
        unknown, others = family is None, True
    fits += [one for one in handlers if others and not _ALL.isdisjoint(one.caught)]
    if not fits and unknown and len(handlers) == 1:
        return handlers[0]
    if not fits:
        raise error
    return fits[0]


def is_handled(error: DdlError, handlers: Sequence[Step]) -> bool:
    """Whether one of the handlers is for the error."""
    try:
        handler_for(error, handlers)
    except DdlError:
        return False
    return True


_OF_ROWS = re.compile(r"others|\w+_violation|23...", re.IGNORECASE)
_OF_NAMES = re.compile(rf"others|invalid_|datatype_mismatch|{_MISSING.pattern}", re.IGNORECASE)
_OF_EXTENSIONS = re.compile(
    r"others|undefined_|feature_not_supported|insufficient_privilege|0A000|58P01|42704|42501", re.IGNORECASE
)


def may_fail(layer: Catalog, below: Catalog, handlers: Sequence[Step], path: Sequence[str]) -> str | None:
    """What a block made, and PostgreSQL may refuse with an error that one of the handlers is for; None for nothing."""
    caught = [name for handler in handlers for name in handler.caught]
    if not caught:
        return None
    changes = layer.changes(below)
    of_rows = any(one.rows for one in handlers) and not all(map(_TAKEN.match, caught))
    if of_rows and (changes or matters([*handlers])):
        return "what a statement on rows meets"
    for ref, before, after in changes:
        what = describe(ref)
        if isinstance(after, Extension):
            refused = _OF_EXTENSIONS
        elif isinstance(after, External) and before is None:
            refused, what = _OF_NAMES, f"a missing {ref.name}"
        elif before is None and after is not None and not _is_schema(layer, ref.schema):
            refused, what = _OF_NAMES, f"a missing schema {identifier(ref.schema)}"
        elif isinstance(after, View | Function) and after != before:
            refused = _OF_NAMES
        elif after is not None and (name := _unknown(before, after, below, layer, path)):
            refused, what = _OF_NAMES, f"a missing {name}"
        elif before is None and _looks_at_rows(after, below):
            refused = _OF_ROWS
        else:
            continue
        if any(map(refused.match, caught)):
            return what
    return None


_NO_ROLE = re.compile(r"others|undefined_object|42704", re.IGNORECASE)
_A_ROLE = re.compile(r"others|duplicate_object|42710", re.IGNORECASE)
_OF_ROLES = frozenset(
    {"CreateRoleStmt", "AlterRoleStmt", "AlterRoleSetStmt", "DropRoleStmt", "GrantRoleStmt"}
)


def roles_in_doubt(
    before: Mapping[str, bool | None],
    roles: Mapping[str, bool | None],
    layer: Catalog,
    below: Catalog,
    handlers: Sequence[Step],
) -> str | None:
    """A role of which only the server knows whether it is there, where the schema is another with it; None for none."""
    caught = [name for handler in handlers for name in handler.caught]
    for name, made in roles.items():
        if name in before and (before[name] is not False or not made):
            continue
        refused = any(map((_A_ROLE if made else _NO_ROLE).match, caught))
        if not refused or name == below.runner or name.startswith("pg_") or named_by(below, name):
            continue
        if layer.changes(below) or _beyond_roles([*handlers]):
            return (
                f"role {identifier(name)}, which may be there,"
                if made
                else f"a missing role {identifier(name)}"
            )
    return None


def _beyond_roles(steps: list[Step]) -> bool:
    """Whether there is anything in steps but assignments and what is about roles."""
    return any(
        _beyond_roles([*step.body, *step.otherwise])
        or (
            step.piece is not None
            and not step.variable
            and (step.piece.dynamic or _OF_ROLES.isdisjoint(step.piece.tree["stmt"]))
        )
        for step in steps
    )


def _is_schema(catalog: Catalog, name: str) -> bool:
    """Whether a schema is there, be it a platform's; that of what has none is."""
    if name in ("", "pg_temp", "public"):
        return True
    return any(catalog.get(ObjectRef(kind, "", name)) is not None for kind in ("schema", "external"))


def _unknown(
    before: Object | None, after: Object, below: Catalog, layer: Catalog, path: Sequence[str]
) -> str | None:
    """Something that is named now, was not before, and that nobody makes here."""
    old = set(unknown_parts(before, below, path)) if before is not None else set()
    return next((name for name in unknown_parts(after, layer, path) if name not in old), None)


def _looks_at_rows(after: Object | None, below: Catalog) -> bool:
    """Whether it is refused where the rows that are there do not fit."""
    if isinstance(after, Constraint):
        return after.validated and below.get(after.table) is not None
    return isinstance(after, Index) and after.unique and below.get(after.table) is not None
