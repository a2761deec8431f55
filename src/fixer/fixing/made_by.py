"""The pending statement that makes an object: what is wrong with it there is mended there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from fixer.catalog.objects import Function, Object
from fixer.fixing.in_place import Written, WrittenColumn, written
from fixer.function_source import with_config
from fixer.model import Edit, Fix, ObjectRef, Operation
from fixer.registry import Drafts, MisfitError, Options, PendingStatement

_TABLES = re.compile(r"\b(?:create|alter)\b.*\btable\b", re.IGNORECASE | re.DOTALL)


def made_by(pending: Iterable[PendingStatement], item: Object | None) -> Written | None:
    """The pending statement that made an object, or made it anew."""
    origin = item.origin if item is not None else None
    if origin is None:
        return None
    place = (origin.path, origin.start)
    return next((Written(one) for one in pending if (one.path, one.offset) == place), None)


def column_made_by(
    pending: Iterable[PendingStatement], ref: ObjectRef
) -> tuple[Written, WrittenColumn] | None:
    """The pending statement that makes a column, and the column as it is written there."""
    table = ObjectRef("table", ref.schema, ref.table or "")
    for statement in written(pending, _TABLES):
        for column in statement.columns():
            if (column.table, column.name) == (table, ref.name):
                return statement, column
    return None


def left_out(item: Object, options: Options) -> tuple[Edit, ...]:
    """The pending statement that makes an object, taken out of its file; nothing where the files need the object."""
    made, drafts = made_by(options.pending, item), options.drafts
    if made is None or drafts is None or drafts.online.get(made.statement.path):
        return ()
    edits = (made.replaced(drafts.files[made.statement.path], _LEFT_OUT),)
    return edits if fits(edits, drafts) else ()


_LEFT_OUT = "left out: another index serves the same queries"


def fits(edits: Iterable[Edit], drafts: Drafts) -> bool:
    """Whether the pending files run with edits in them."""
    try:
        drafts.remade(tuple(edits))
    except MisfitError:
        return False
    return True


def with_setting(
    fix: Fix, function: Function, name: str, value: str, pending: Iterable[PendingStatement]
) -> Fix:
    """The fix that gives a function a setting of its own: in the pending statement that makes it, else by ALTER FUNCTION."""
    made = made_by(pending, function)
    if made is not None:
        with suppress(ValueError):
            return replace(fix, edits=(made.changed(with_config(made.text, name, value)),))
    params = {"function": function.ref, "name": name, "value": value}
    return replace(fix, operations=(Operation("set_function_config", params),))
