"""Foreign data: wrappers, servers and user mappings."""

from __future__ import annotations

from fixer.catalog.acl import PUBLIC
from fixer.catalog.catalog import Catalog
from fixer.catalog.rare_objects import ForeignDataWrapper, ForeignServer, UserMapping
from fixer.ddl.base import Ddl, NotWrittenError, Session, describe, statement, strings
from fixer.ddl.names import cut
from fixer.ddl.options import options_change, options_clause, with_options
from fixer.ddl.owner import role_name, role_text
from fixer.ddl.texts.depends import dependents
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, literal
from fixer.values import replace


def _functions(node: Node) -> dict[str, str | None]:
    """HANDLER and VALIDATOR, as far as they are said."""
    said = {}
    for option in (item["DefElem"] for item in node.get("func_options", [])):
        parts = strings(option["arg"]["List"]["items"]) if "arg" in option else []
        said[option["defname"]] = ".".join(map(identifier, parts)) or None
    return said


# wrappers


@statement("CreateFdwStmt")
class CreateWrapper(Ddl):
    """CREATE FOREIGN DATA WRAPPER."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the wrapper."""
        ref = ObjectRef("foreign data wrapper", "", cut(self.node["fdwname"]))
        if catalog.get(ref) is not None:
            session.problem(f"foreign data wrapper {identifier(ref.name)} exists already", ref)
        _refuse_used(catalog, session, ref)
        options = with_options((), self.node.get("options", []), session)
        said = _functions(self.node)
        catalog.put(
            ForeignDataWrapper(
                ref,
                id=catalog.new_id(),
                origin=session.origin,
                handler=said.get("handler"),
                validator=said.get("validator"),
                options=options,
            )
        )


@statement("AlterFdwStmt")
class AlterWrapper(Ddl):
    """ALTER FOREIGN DATA WRAPPER: its functions and options."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Changes what is said."""
        name = self.node["fdwname"]
        old = catalog.find(ObjectRef("foreign data wrapper", "", name), ForeignDataWrapper)
        if old is None:
            _unknown(session, "foreign data wrapper", name)
            return
        said = _functions(self.node)
        catalog.put(
            replace(
                old,
                handler=said.get("handler", old.handler),
                validator=said.get("validator", old.validator),
                options=with_options(old.options, self.node.get("options", []), session),
            )
        )


def _refuse_used(catalog: Catalog, session: Session, ref: ObjectRef) -> None:
    """Says that what is to be made has something on it: it was there, made elsewhere."""
    used = next(iter(dependents(catalog, ref)), None)
    if used is not None:
        session.problem(f"{describe(ref)} exists already: {describe(used)} is on it")


def _unknown(session: Session, kind: str, name: str) -> None:
    """An extension may have brought it: then it is not part of the catalog, and neither is the change."""
    session.problem(f"there is no {kind} {identifier(name)} in the migrations: its change is not followed")


def _functions_clause(old: ForeignDataWrapper, new: ForeignDataWrapper) -> str:
    text = ""
    for word, was, now in (
        ("HANDLER", old.handler, new.handler),
        ("VALIDATOR", old.validator, new.validator),
    ):
        if was != now:
            text += f" {word} {now}" if now else f" NO {word}"
    return text


def create_wrapper(item: ForeignDataWrapper, catalog: Catalog) -> list[str]:
    """CREATE FOREIGN DATA WRAPPER."""
    functions = _functions_clause(ForeignDataWrapper(item.ref), item)
    return [
        f"CREATE FOREIGN DATA WRAPPER {identifier(item.ref.name)}{functions}{options_clause(item.options)}"
    ]


def drop_wrapper(item: ForeignDataWrapper, catalog: Catalog) -> list[str]:
    """DROP FOREIGN DATA WRAPPER."""
    return [f"DROP FOREIGN DATA WRAPPER {identifier(item.ref.name)}"]


def alter_wrapper(old: ForeignDataWrapper, new: ForeignDataWrapper, catalog: Catalog) -> list[str] | None:
    """ALTER FOREIGN DATA WRAPPER."""
    said = _functions_clause(old, new)
    if change := options_change(old.options, new.options):
        said += f" {change}"
    return [f"ALTER FOREIGN DATA WRAPPER {identifier(new.ref.name)}{said}"] if said else []


# servers


@statement("CreateForeignServerStmt")
class CreateServer(Ddl):
    """CREATE SERVER."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the server; its wrapper may be an extension's."""
        node = self.node
        ref = ObjectRef("server", "", cut(node["servername"]))
        if catalog.get(ref) is not None:
            if not node.get("if_not_exists"):
                session.problem(f"server {identifier(ref.name)} exists already", ref)
            return
        if not node.get("if_not_exists"):
            _refuse_used(catalog, session, ref)
        catalog.put(
            ForeignServer(
                ref,
                id=catalog.new_id(),
                origin=session.origin,
                wrapper=ObjectRef("foreign data wrapper", "", node["fdwname"]),
                type=node.get("servertype"),
                version=node.get("version"),
                options=with_options((), node.get("options", []), session),
            )
        )


@statement("AlterForeignServerStmt")
class AlterServer(Ddl):
    """ALTER SERVER: its version and options."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Changes what is said."""
        name = self.node["servername"]
        old = catalog.find(ObjectRef("server", "", name), ForeignServer)
        if old is None:
            _unknown(session, "server", name)
            return
        version = self.node.get("version") if self.node.get("has_version") else old.version
        options = with_options(old.options, self.node.get("options", []), session)
        catalog.put(replace(old, version=version, options=options))


def create_server(item: ForeignServer, catalog: Catalog) -> list[str]:
    """CREATE SERVER."""
    text = f"CREATE SERVER {identifier(item.ref.name)}"
    if item.type is not None:
        text += f" TYPE {literal(item.type)}"
    if item.version is not None:
        text += f" VERSION {literal(item.version)}"
    text += f" FOREIGN DATA WRAPPER {identifier(item.wrapper.name)}"
    return [text + options_clause(item.options)]


def drop_server(item: ForeignServer, catalog: Catalog) -> list[str]:
    """DROP SERVER."""
    return [f"DROP SERVER {identifier(item.ref.name)}"]


def alter_server(old: ForeignServer, new: ForeignServer, catalog: Catalog) -> list[str] | None:
    """ALTER SERVER; None for another type or wrapper, which cannot be changed."""
    if (old.wrapper, old.type) != (new.wrapper, new.type):
        return None
    said = []
    if old.version != new.version:
        said.append(f"VERSION {literal(new.version) if new.version is not None else 'NULL'}")
    if change := options_change(old.options, new.options):
        said.append(change)
    return [f"ALTER SERVER {identifier(new.ref.name)} {' '.join(said)}"] if said else []


# user mappings


class _OnMapping(Ddl):
    def ref(self, session: Session) -> ObjectRef:
        """The mapping's name: whose it is, and on which server."""
        return ObjectRef(
            "user mapping", "", role_name(session, self.node["user"]), args=self.node["servername"]
        )


@statement("CreateUserMappingStmt")
class CreateMapping(_OnMapping):
    """CREATE USER MAPPING."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the mapping."""
        ref = self.ref(session)
        if catalog.get(ref) is not None:
            if not self.node.get("if_not_exists"):
                session.problem(f"{_mapping(ref)} exists already", ref)
            return
        options = with_options((), self.node.get("options", []), session)
        server = ObjectRef("server", "", self.node["servername"])
        catalog.put(
            UserMapping(ref, id=catalog.new_id(), origin=session.origin, server=server, options=options)
        )


@statement("AlterUserMappingStmt")
class AlterMapping(_OnMapping):
    """ALTER USER MAPPING."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Changes the options."""
        old = catalog.find(self.ref(session), UserMapping)
        if old is None:
            session.problem(f"there is no {_mapping(self.ref(session))}")
            return
        catalog.put(replace(old, options=with_options(old.options, self.node.get("options", []), session)))


@statement("DropUserMappingStmt")
class DropMapping(_OnMapping):
    """DROP USER MAPPING."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Removes the mapping."""
        ref = self.ref(session)
        if catalog.get(ref) is None and not self.node.get("missing_ok"):
            session.problem(f"there is no {_mapping(ref)}")
        catalog.remove(ref)


def _mapping(ref: ObjectRef) -> str:
    role = "PUBLIC" if ref.name == PUBLIC else role_text(ref.name)
    return f"USER MAPPING FOR {role} SERVER {identifier(ref.args or '')}"


def _secret(ref: ObjectRef) -> NotWrittenError:
    return NotWrittenError(ref, f"{_mapping(ref)} has a password, which fixer never writes: set it by hand")


def create_mapping(item: UserMapping, catalog: Catalog) -> list[str]:
    """CREATE USER MAPPING. Raises NotWrittenError for one with a password."""
    if any(name == "password" for name, _value in item.options):
        raise _secret(item.ref)
    return [f"CREATE {_mapping(item.ref)}{options_clause(item.options)}"]


def drop_mapping(item: UserMapping, catalog: Catalog) -> list[str]:
    """DROP USER MAPPING."""
    return [f"DROP {_mapping(item.ref)}"]


def alter_mapping(old: UserMapping, new: UserMapping, catalog: Catalog) -> list[str] | None:
    """ALTER USER MAPPING. Raises NotWrittenError where a password would have to be written."""
    change = options_change(old.options, new.options)
    if not change:
        return []
    if dict(new.options).get("password", dict(old.options).get("password")) != dict(old.options).get(
        "password"
    ):
        raise _secret(new.ref)
    return [f"ALTER {_mapping(new.ref)} {change}"]
