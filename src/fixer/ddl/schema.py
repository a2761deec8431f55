"""Schemas and extensions: what creates and changes them, and the SQL from one state to another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fixer.catalog import acl
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Extension, Object, Schema, Sequence, Table, View
from fixer.ddl.acting_role import acting
from fixer.ddl.address import EVERYWHERE
from fixer.ddl.base import STATEMENTS, Cost, Ddl, Session, statement
from fixer.ddl.names import creation_schema, cut
from fixer.ddl.owner import CURRENT, owner_name, owner_of, role_name, role_text
from fixer.ddl.routines.other_operators import say_what_it_takes_over
from fixer.ddl.take_effect import take_effect
from fixer.model import Hazard, ObjectRef
from fixer.sql import parse
from fixer.sql.builtins import REQUIRED_EXTENSIONS
from fixer.sql.quote import identifier, literal
from fixer.values import replace

# the order in which PostgreSQL runs the elements of CREATE SCHEMA (transformCreateSchemaStmtElements)
_ELEMENTS = ("CreateSeqStmt", "CreateStmt", "ViewStmt", "IndexStmt", "CreateTrigStmt", "GrantStmt")


@statement("CreateSchemaStmt")
class CreateSchema(Ddl):
    """CREATE SCHEMA, and the objects written with it."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the schema, then its elements with the schema in front of the search_path."""
        node = self.node
        role = role_name(session, node["authrole"]) if "authrole" in node else None
        name = cut(node.get("schemaname") or (catalog.runner if role in CURRENT else role) or "")
        if not name:
            session.unmodelled(
                f"CREATE SCHEMA AUTHORIZATION {role_text(role or '')} is called as whoever runs it, which is not known"
            )
            return
        ref = ObjectRef("schema", "", name)
        if catalog.get(ref) is not None:
            if not node.get("if_not_exists"):
                session.problem(f"schema {identifier(name)} exists already", ref)
            return
        owner = owner_of(catalog, ref, role or acting(session))
        grants = acl.of_new(ref)
        catalog.put(Schema(ref, id=catalog.new_id(), origin=session.origin, owner=owner, grants=grants))
        path, session.search_path = session.search_path, (name, *session.search_path)
        try:
            layer = catalog.overlay()
            for kind, text in sorted(self._elements(session), key=lambda found: _ELEMENTS.index(found[0])):
                take_effect(STATEMENTS[kind](parse.statement(text)[1], text), layer, session)
            theirs = owner_name(catalog, role)
            for made, before, _after in layer.changes(catalog) if theirs is not None else ():
                item = layer.get(made)
                if before is None and isinstance(item, Table | View | Sequence):
                    layer.put(replace(item, owner=theirs))
            layer.commit()
        finally:
            session.search_path = path

    def _elements(self, session: Session) -> list[tuple[str, str]]:
        """Kind and text of each element: nothing separates them but the word that one begins with."""
        kinds = [next(iter(element)) for element in self.node.get("schemaElts", [])]
        if not kinds:
            return []
        tokens, starts, depth = self.tokens, [], 0
        for position, word in enumerate(tokens.words):
            depth += (word == "(") - (word == ")")
            before = tokens.words[position - 1] if position else "create"
            if depth or not position:
                continue
            creates = word == "create" and before not in ("grant", ",")
            if creates or (word == "grant" and before != "with"):
                starts.append(position)
        if len(starts) != len(kinds):
            session.unmodelled("CREATE SCHEMA has elements that cannot be told apart: they are not modelled")
            return []
        texts = [tokens.between(*piece) for piece in zip(starts, [*starts[1:], len(tokens)], strict=True)]
        return list(zip(kinds, texts, strict=True))


def create_schema(item: Schema, catalog: Catalog) -> list[str]:
    """CREATE SCHEMA."""
    return [f"CREATE SCHEMA {identifier(item.ref.name)}"]


def drop_schema(item: Schema, catalog: Catalog) -> list[str]:
    """DROP SCHEMA."""
    return [f"DROP SCHEMA {identifier(item.ref.name)}"]


def alter_schema(old: Schema, new: Schema, catalog: Catalog) -> list[str] | None:
    """A schema has nothing but its name, owner, comment and grants."""
    return []


def _option(node: parse.Node, name: str) -> str | None:
    found = (item["DefElem"] for item in node.get("options", []))
    return next((str(o["arg"]["String"]["sval"]) for o in found if o["defname"] == name), None)


def _has_option(node: parse.Node, name: str) -> bool:
    return any(item["DefElem"]["defname"] == name for item in node.get("options", []))


@statement("CreateExtensionStmt")
class CreateExtension(Ddl):
    """CREATE EXTENSION. What the extension brings is not part of the catalog."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the extension, with CASCADE also those that it requires, in the same schema."""
        ref = ObjectRef("extension", "", self.node["extname"])
        if catalog.get(ref) is not None or ref.name == EVERYWHERE:
            if not self.node.get("if_not_exists"):
                session.problem(f"extension {identifier(ref.name)} exists already", ref)
            return
        version, schema = _option(self.node, "new_version"), _option(self.node, "schema")
        schema = schema or creation_schema(catalog, session)
        if schema == "public":
            schema = None  # as where nothing is said
        made = Extension(ref, origin=session.origin, version=version, schema=schema)
        if _has_option(self.node, "cascade"):
            for name in self._required(ref.name, catalog):
                other = replace(made, ref=ObjectRef("extension", "", name), version=None)
                catalog.put(replace(other, id=catalog.new_id()))
        say_what_it_takes_over(catalog, session, made)
        catalog.put(replace(made, id=catalog.new_id()))

    def _required(self, name: str, catalog: Catalog) -> list[str]:
        """What is not there yet of what an extension requires, first what the others require."""
        found: list[str] = []
        for other in REQUIRED_EXTENSIONS.get(name, ()):
            if other != EVERYWHERE and catalog.get(ObjectRef("extension", "", other)) is None:
                found += [*self._required(other, catalog), other]
        return list(dict.fromkeys(found))


@statement("AlterExtensionStmt")
class AlterExtension(Ddl):
    """ALTER EXTENSION … UPDATE."""

    def cost(self, before: Catalog, session: Session) -> Cost:
        """The script that does it is the extension's: what it locks only that script knows."""
        text = f"{identifier(self.node['extname'])} stays at its new version: {_NO_SCRIPT}"
        return Cost(hazards=(Hazard("irreversible", text),))

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Sets the version; without TO it is the newest one, which only the server knows."""
        name = self.node["extname"]
        if name == EVERYWHERE:
            return
        found = catalog.find(ObjectRef("extension", "", name), Extension)
        if found is None:
            session.problem(f"there is no extension {identifier(name)}")
            return
        catalog.put(replace(found, version=_option(self.node, "new_version")))


_NO_SCRIPT = "extensions come with scripts for the update to a later version, hardly any with one back"
"""Why an update stays. Where there is no script, ALTER EXTENSION … UPDATE TO fails (seen of contrib on PostgreSQL 15)."""


def versions_that_stay(changes: Iterable[tuple[ObjectRef, Object | None, Object | None]]) -> Iterator[str]:
    """A sentence for each extension that was brought to another version: nothing takes it back."""
    for ref, was, now in changes:
        if isinstance(was, Extension) and isinstance(now, Extension) and was.version != now.version:
            version = f"version {now.version}" if now.version else "its new version"
            yield f"{identifier(ref.name)} stays at {version}: {_NO_SCRIPT}."


def is_older(version: str, than: str) -> bool:
    """Whether one version of an extension comes before another. PostgreSQL compares names only; authors count."""
    return _numbers(version) < _numbers(than)


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def create_extension(item: Extension, catalog: Catalog) -> list[str]:
    """CREATE EXTENSION, with schema and version where they were said."""
    text = f"CREATE EXTENSION {identifier(item.ref.name)}"
    if item.schema is not None:
        text += f" WITH SCHEMA {identifier(item.schema)}"
    if item.version is not None:
        text += f" VERSION {literal(item.version)}"
    return [text]


def drop_extension(item: Extension, catalog: Catalog) -> list[str]:
    """DROP EXTENSION."""
    return [f"DROP EXTENSION {identifier(item.ref.name)}"]


def alter_extension(old: Extension, new: Extension, catalog: Catalog) -> list[str] | None:
    """ALTER EXTENSION UPDATE, to a later version only, and SET SCHEMA; without one it is in public."""
    name = f"ALTER EXTENSION {identifier(new.ref.name)}"
    steps = []
    if new.version is not None and (old.version is None or is_older(old.version, new.version)):
        steps.append(f"{name} UPDATE TO {literal(new.version)}")
    if old.schema != new.schema:
        steps.append(f"{name} SET SCHEMA {identifier(new.schema or 'public')}")
    return steps
