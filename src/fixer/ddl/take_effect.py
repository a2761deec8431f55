"""A statement takes effect on a catalog: what only its search_path explains is qualified in what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Extension, Function, Index, Object, Sequence, Table, View
from fixer.catalog.rare_objects import DefaultPrivileges, TextSearchConfiguration
from fixer.ddl.acting_role import acting, owned_by, user_path
from fixer.ddl.any_object import temporary
from fixer.ddl.any_object.default_privileges import granted, numbers_granted
from fixer.ddl.base import USUAL_PATHS, Ddl, Session
from fixer.ddl.owner import owner_name, with_owner
from fixer.ddl.texts.function_text import with_qualified_head
from fixer.ddl.texts.held_texts import HeldText, held_by, with_held
from fixer.ddl.texts.lacking import may_name_columns, say_missing_columns
from fixer.ddl.texts.qualify import qualifying
from fixer.ddl.texts.rewritten_names import Rewrite, in_text
from fixer.sql.quote import qualified as qualified_name


def take_effect(ddl: Ddl, catalog: Catalog, session: Session) -> None:
    """Runs a statement on the catalog. Names that only its search_path explains are qualified in what it leaves behind."""
    own = user_path(session, acting(session) or catalog.runner, catalog) if ddl.anchors else None
    if own is None:
        _look_at_columns(ddl, catalog, session)
        return
    said, session.search_path = session.search_path, own
    try:
        _look_at_columns(ddl, catalog, session)
    finally:
        session.search_path = said


def _look_at_columns(ddl: Ddl, catalog: Catalog, session: Session) -> None:
    """Runs it, and says which columns it names that are not there."""
    if not ddl.anchors or not session.exact or not may_name_columns(ddl.node):
        _take_effect(ddl, catalog, session)
        return
    catalog.watch()
    try:
        _take_effect(ddl, catalog, session)
    finally:
        written = catalog.written()
    say_missing_columns(written, catalog, session)


def _take_effect(ddl: Ddl, catalog: Catalog, session: Session) -> None:
    defaults = catalog.may_have(DefaultPrivileges)
    role = owner_name(catalog, acting(session))
    usual = session.search_path in USUAL_PATHS and not defaults and not session.temporary and role is None
    if not ddl.anchors or usual:
        ddl.effect(catalog, session)
        return
    layer, newest = catalog.overlay(), catalog.new_id()
    path = tuple(session.search_path)
    ddl.effect(layer, session)
    if role is not None:
        _give(layer, catalog, role)
    if session.temporary:
        temporary.say_what_needs_some(catalog, layer, session)
        temporary.note_transient(catalog, layer, session)
    if defaults:
        for _ref, before, after in layer.changes(catalog):
            if after is not None and after.id > newest:
                after = granted(after, layer)
                layer.put(after)
            if isinstance(after, Table):
                layer.put(numbers_granted(after, before, newest, layer))
    if path in USUAL_PATHS:
        layer.commit()
        return
    qualify = qualifying(layer, path, session)
    for _ref, before, after in layer.changes(catalog):
        if after is not None:
            layer.put(_anchored(before, after, qualify))
        if isinstance(after, Index) and before is None:
            _class_of_extension(after, layer, session)
        if after is not None:
            _configurations(after, layer, session)
    layer.commit()


def _give(layer: Catalog, below: Catalog, role: str) -> None:
    """Makes a role the owner of what is new."""
    made = [after for _ref, before, after in layer.changes(below) if before is None and after is not None]
    for item in sorted(
        made, key=lambda item: isinstance(item, Sequence)
    ):  # those of columns after the tables
        owner = owned_by(item, role, layer)
        if owner != item.owner:
            layer.put(with_owner(layer, item, owner or ""))


def _class_of_extension(index: Index, catalog: Catalog, session: Session) -> None:
    """Says that an index names a class of operators which may be an extension's, and is found by the search_path."""
    words = [word for key in index.keys for word in key.suffix.split() if word.islower() and "." not in word]
    there = {extension.schema for extension in catalog.objects(Extension)} & {*session.search_path}
    for schema in sorted(filter(None, there)):
        for word in words:
            session.problem(f"{word} may be the one in {schema}, which only the search_path finds")


def _configurations(item: Object, catalog: Catalog, session: Session) -> None:
    """Says that a constant may name a text search configuration which is found by the search_path."""
    elsewhere = {*session.search_path} - {"public"}
    named = {
        one.ref.name: one.ref.schema
        for one in catalog.objects(TextSearchConfiguration)
        if one.ref.schema in elsewhere
    }

    if not named or isinstance(item, Function):
        return
    for text in (held.text for held in held_by(item)):
        for name in (name for name in named if f"'{name}'" in text):
            session.notes.append(f"{name} may be the one in {named[name]}, which only the search_path finds")


def _anchored(before: Object | None, after: Object, qualify: Callable[[HeldText], Rewrite]) -> Object:
    """The object with names qualified in the texts that are new."""
    if isinstance(after, Function):
        if after.source == getattr(before, "source", ""):
            return after
        return with_qualified_head(after, qualify(HeldText(after.source, "query")))
    known = {held.statement for held in held_by(before)} if before is not None else set()
    own = qualified_name(after.ref.schema, after.ref.name) if isinstance(after, View) else None
    # a view is not there yet when its query is read: a type of its name is another

    def rewrite(held: HeldText) -> Rewrite:
        written = qualify(held)
        return lambda name: None if (found := written(name)) == own else found

    change = in_text(rewrite)
    return with_held(after, lambda held: held.text if held.statement in known else change(held))
