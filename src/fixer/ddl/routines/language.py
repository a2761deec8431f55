"""Languages and access methods: what creates them, and the SQL from one state to another."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.rare_objects import AccessMethod, Language
from fixer.ddl.address import EVERYWHERE
from fixer.ddl.base import Ddl, Session, statement, strings
from fixer.ddl.names import cut
from fixer.model import ObjectRef
from fixer.sql.quote import identifier
from fixer.values import replace


def _name(node: dict[str, object], key: str) -> str | None:
    parts = strings(node.get(key, []))  # type: ignore[arg-type]
    return ".".join(map(identifier, parts)) or None


@statement("CreatePLangStmt")
class CreateLanguage(Ddl):
    """CREATE [OR REPLACE] LANGUAGE with a handler; without one it means CREATE EXTENSION."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds or replaces the language; the one that every database has stays as it is."""
        ref = ObjectRef("language", "", cut(self.node["plname"]))
        if ref.name == EVERYWHERE:
            if not self.node.get("replace"):
                session.problem(f"language {identifier(ref.name)} exists already")
            return
        old = catalog.find(ref, Language)
        if old is not None and not self.node.get("replace"):
            session.problem(f"language {identifier(ref.name)} exists already", ref)
        made = Language(
            ref,
            id=catalog.new_id(),
            origin=session.origin,
            trusted=bool(self.node.get("pltrusted")),
            handler=_name(self.node, "plhandler") or "",
            inline=_name(self.node, "plinline"),
            validator=_name(self.node, "plvalidator"),
        )
        if old is not None:
            made = replace(made, id=old.id, owner=old.owner, comment=old.comment, grants=old.grants)
        catalog.put(made)


def create(item: Language, catalog: Catalog) -> list[str]:
    """CREATE LANGUAGE."""
    text = f"CREATE {'TRUSTED ' if item.trusted else ''}LANGUAGE {identifier(item.ref.name)} HANDLER {item.handler}"
    if item.inline:
        text += f" INLINE {item.inline}"
    if item.validator:
        text += f" VALIDATOR {item.validator}"
    return [text]


def drop(item: Language, catalog: Catalog) -> list[str]:
    """DROP LANGUAGE."""
    return [f"DROP LANGUAGE {identifier(item.ref.name)}"]


def alter(old: Language, new: Language, catalog: Catalog) -> list[str] | None:
    """CREATE OR REPLACE where a function differs."""
    fields = ("trusted", "handler", "inline", "validator")
    if all(getattr(old, name) == getattr(new, name) for name in fields):
        return []
    return [create(new, catalog)[0].replace("CREATE ", "CREATE OR REPLACE ", 1)]


@statement("CreateAmStmt")
class CreateAccessMethod(Ddl):
    """CREATE ACCESS METHOD."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the access method."""
        ref = ObjectRef("access method", "", cut(self.node["amname"]))
        if catalog.get(ref) is not None:
            session.problem(f"access method {identifier(ref.name)} exists already", ref)
        handler = _name(self.node, "handler_name") or ""
        made = AccessMethod(ref, origin=session.origin, type=self.node["amtype"], handler=handler)
        catalog.put(replace(made, id=catalog.new_id()))


def create_method(item: AccessMethod, catalog: Catalog) -> list[str]:
    """CREATE ACCESS METHOD."""
    kind = "TABLE" if item.type == "t" else "INDEX"
    return [f"CREATE ACCESS METHOD {identifier(item.ref.name)} TYPE {kind} HANDLER {item.handler}"]


def drop_method(item: AccessMethod, catalog: Catalog) -> list[str]:
    """DROP ACCESS METHOD."""
    return [f"DROP ACCESS METHOD {identifier(item.ref.name)}"]


def alter_method(old: AccessMethod, new: AccessMethod, catalog: Catalog) -> list[str] | None:
    """An access method cannot be altered."""
    return [] if (old.type, old.handler) == (new.type, new.handler) else None
