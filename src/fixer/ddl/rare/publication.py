"""Publications and subscriptions: CREATE and ALTER, and the SQL from one state to another."""

from __future__ import annotations

from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.catalog.rare_objects import Publication, PublicationTable, Subscription
from fixer.ddl.base import (
    SHARE_UPDATE_EXCLUSIVE,
    Cost,
    Ddl,
    NotWrittenError,
    Session,
    locks,
    statement,
    strings,
)
from fixer.ddl.names import creation_schema, cut, relation
from fixer.ddl.relations.storage import option_value
from fixer.model import ObjectRef
from fixer.sql.parse import Node, is_only
from fixer.sql.quote import identifier, target
from fixer.values import replace

_PUBLISH = ("insert", "update", "delete", "truncate")


class _OnPublication(Ddl):
    def tables(self, catalog: Catalog, session: Session) -> tuple[PublicationTable, ...]:
        """The tables that the statement names, with their columns and conditions."""
        found = []
        for spec in self._specs():
            if "pubtable" not in spec:
                continue
            node = spec["pubtable"]
            condition = None
            if "whereClause" in node:
                at = self.tokens.find("where", self.token(node["relation"]["location"]))
                condition = self.tokens.inside(at + 1)
            table = relation(catalog, session, node["relation"])
            columns = tuple(strings(node.get("columns", [])))
            named = [table] if is_only(node["relation"]) else _with_heirs(catalog, table)
            for ref in named:
                if not _publishable(catalog, ref):
                    session.problem(f"{target(ref)} is not published: it is no table that is logged")
            found += [PublicationTable(ref, columns, condition) for ref in named]
        return tuple(found)

    def schemas(self, catalog: Catalog, session: Session) -> tuple[ObjectRef, ...]:
        """The schemas that it names."""
        names = []
        for spec in self._specs():
            if spec["pubobjtype"] == "PUBLICATIONOBJ_TABLES_IN_SCHEMA":
                names.append(spec["name"])
            elif spec["pubobjtype"] == "PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA":
                names.append(creation_schema(catalog, session))
        return tuple(ObjectRef("schema", "", name) for name in names)

    def _specs(self) -> list[Node]:
        return [item["PublicationObjSpec"] for item in self.node.get("pubobjects", [])]

    def options(self) -> dict[str, Any]:
        """The fields that WITH or SET gives."""
        fields: dict[str, Any] = {}
        for option in (item["DefElem"] for item in self.node.get("options", [])):
            text = option_value(option).lower()
            if option["defname"] == "publish":
                said = {word.strip() for word in text.split(",")}
                fields["publish"] = tuple(word for word in _PUBLISH if word in said)
            elif option["defname"] == "publish_via_partition_root":
                fields["via_root"] = text in ("true", "on", "1")
        return fields

    def cost(self, before: Catalog, session: Session) -> Cost:
        """SHARE UPDATE EXCLUSIVE on the tables that are added (measured)."""
        tables = [entry.table for entry in self.tables(before.overlay(), session)]
        return Cost(locks(tables, SHARE_UPDATE_EXCLUSIVE))


def _publishable(catalog: Catalog, table: ObjectRef) -> bool:
    item = catalog.get(table)
    logged = not isinstance(item, Table) or (item.persistence == "p" and item.server is None)
    return table.kind in ("table", "external") and logged


def _with_heirs(catalog: Catalog, table: ObjectRef) -> list[ObjectRef]:
    """A table and all that inherit from it: unless with ONLY they are meant, too. Partitions are not (OpenTableList)."""
    return [table, *(ref for heir in catalog.heirs(table) for ref in _with_heirs(catalog, heir.ref))]


def in_order(publication: Publication) -> Publication:
    """Their order means nothing."""
    tables = {entry.table: entry for entry in publication.tables}
    return replace(
        publication,
        tables=tuple(sorted(tables.values(), key=lambda entry: target(entry.table))),
        schemas=tuple(sorted(set(publication.schemas), key=target)),
    )


@statement("CreatePublicationStmt")
class CreatePublication(_OnPublication):
    """CREATE PUBLICATION."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the publication."""
        ref = ObjectRef("publication", "", cut(self.node["pubname"]))
        if catalog.get(ref) is not None:
            session.problem(f"publication {identifier(ref.name)} exists already", ref)
        made = Publication(
            ref,
            id=catalog.new_id(),
            origin=session.origin,
            all_tables=bool(self.node.get("for_all_tables")),
            tables=self.tables(catalog, session),
            schemas=self.schemas(catalog, session),
            **self.options(),
        )
        catalog.put(in_order(made))


@statement("AlterPublicationStmt")
class AlterPublication(_OnPublication):
    """ALTER PUBLICATION: tables and schemas added, set or dropped, and its options."""

    def cost(self, before: Catalog, session: Session) -> Cost:
        """SET looks at the tables that were there, too (measured)."""
        cost = super().cost(before, session)
        old = before.find(ObjectRef("publication", "", self.node["pubname"]), Publication)
        if old is None or self.node.get("action") != "AP_SetObjects":
            return cost
        known = locks([entry.table for entry in old.tables], SHARE_UPDATE_EXCLUSIVE)
        return Cost(tuple(dict.fromkeys((*cost.locks, *known))))

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Changes what is published."""
        name = self.node["pubname"]
        old = catalog.find(ObjectRef("publication", "", name), Publication)
        if old is None:
            session.problem(f"there is no publication {identifier(name)}")
            return
        if "pubobjects" not in self.node:
            catalog.put(replace(old, **self.options()))
            return
        tables, schemas = self.tables(catalog, session), self.schemas(catalog, session)
        action = self.node.get("action", "AP_AddObjects")
        named = {entry.table for entry in tables}
        if old.all_tables:
            session.problem(f"publication {identifier(name)} is of all tables: there are none to add or drop")
            return
        if action == "AP_DropObjects":
            for ref in sorted(named - {entry.table for entry in old.tables}, key=target):
                session.problem(f"{target(ref)} is no member of publication {identifier(name)}")
            tables = tuple(entry for entry in old.tables if entry.table not in named)
            schemas = tuple(ref for ref in old.schemas if ref not in schemas)
        elif action == "AP_AddObjects":
            for entry in old.tables:
                if entry.table in named:
                    session.problem(
                        f"{target(entry.table)} is a member of publication {identifier(name)} already"
                    )
            tables, schemas = (*old.tables, *tables), (*old.schemas, *schemas)
        catalog.put(in_order(replace(old, tables=tables, schemas=schemas)))


def _table(catalog: Catalog, table: ObjectRef) -> str:
    return f"TABLE {'ONLY ' if catalog.heirs(table) else ''}{target(table)}"


def _entry(catalog: Catalog, entry: PublicationTable) -> str:
    columns = f" ({', '.join(map(identifier, entry.columns))})" if entry.columns else ""
    where = f" WHERE ({entry.condition})" if entry.condition is not None else ""
    return f"{_table(catalog, entry.table)}{columns}{where}"


def _schema(ref: ObjectRef) -> str:
    return f"TABLES IN SCHEMA {identifier(ref.name)}"


def _options(old: Publication, new: Publication) -> list[str]:
    said = [f"publish = '{', '.join(new.publish)}'"] if old.publish != new.publish else []
    if old.via_root != new.via_root:
        said.append(f"publish_via_partition_root = {str(new.via_root).lower()}")
    return said


def create(item: Publication, catalog: Catalog) -> list[str]:
    """CREATE PUBLICATION."""
    objects = [*(_entry(catalog, entry) for entry in item.tables), *map(_schema, item.schemas)]
    text = f"CREATE PUBLICATION {identifier(item.ref.name)}"
    if item.all_tables:
        text += " FOR ALL TABLES"
    elif objects:
        text += f" FOR {', '.join(objects)}"
    options = _options(Publication(item.ref), item)
    return [text + (f" WITH ({', '.join(options)})" if options else "")]


def drop(item: Publication, catalog: Catalog) -> list[str]:
    """DROP PUBLICATION."""
    return [f"DROP PUBLICATION {identifier(item.ref.name)}"]


def alter(old: Publication, new: Publication, catalog: Catalog) -> list[str] | None:
    """DROP, ADD and SET of what differs; None between all tables and some."""
    if old.all_tables != new.all_tables:
        return None
    name = f"ALTER PUBLICATION {identifier(new.ref.name)}"
    steps = []
    gone = [_table(catalog, entry.table) for entry in old.tables if entry not in new.tables]
    gone += [_schema(ref) for ref in old.schemas if ref not in new.schemas]
    added = [_entry(catalog, entry) for entry in new.tables if entry not in old.tables]
    added += [_schema(ref) for ref in new.schemas if ref not in old.schemas]
    if gone:
        steps.append(f"{name} DROP {', '.join(gone)}")
    if added:
        steps.append(f"{name} ADD {', '.join(added)}")
    if options := _options(old, new):
        steps.append(f"{name} SET ({', '.join(options)})")
    return steps


# subscriptions: recorded, never made or dropped, because both reach another server

_SUBSCRIPTION = (
    "is a subscription: making and dropping one connects to another server, with a password that fixer does not keep. "
    "Do it by hand"
)


@statement("CreateSubscriptionStmt", "AlterSubscriptionStmt", "DropSubscriptionStmt")
class OnSubscription(Ddl):
    """CREATE, ALTER and DROP SUBSCRIPTION: recorded without the connection string."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds, changes or removes the record."""
        node = self.node
        ref = ObjectRef("subscription", "", cut(node["subname"]))
        old = catalog.find(ref, Subscription)
        named = tuple(sorted(strings(node.get("publication", []))))
        if "conninfo" in node and "kind" not in node:
            if old is not None:
                session.problem(f"subscription {identifier(ref.name)} exists already")
            catalog.put(Subscription(ref, id=catalog.new_id(), origin=session.origin, publications=named))
        elif old is None:
            if not node.get("missing_ok"):
                session.problem(f"there is no subscription {identifier(ref.name)}")
        elif "kind" not in node:
            catalog.remove(ref)
        else:
            catalog.put(replace(old, publications=_published(node["kind"], old.publications, named)))

    def cost(self, before: Catalog, session: Session) -> Cost:
        """Making or dropping one with its slot refuses a transaction block (documentation, CREATE SUBSCRIPTION)."""
        return Cost(transactional="kind" in self.node)


def _published(kind: str, old: tuple[str, ...], named: tuple[str, ...]) -> tuple[str, ...]:
    if kind == "ALTER_SUBSCRIPTION_SET_PUBLICATION":
        return named
    if kind == "ALTER_SUBSCRIPTION_ADD_PUBLICATION":
        return tuple(sorted({*old, *named}))
    if kind == "ALTER_SUBSCRIPTION_DROP_PUBLICATION":
        return tuple(name for name in old if name not in named)
    return old


def refuse_subscription(item: Subscription, catalog: Catalog) -> list[str]:
    """Raises NotWrittenError: neither made nor dropped."""
    raise NotWrittenError(item.ref, f"{identifier(item.ref.name)} {_SUBSCRIPTION}")


def alter_subscription(old: Subscription, new: Subscription, catalog: Catalog) -> list[str] | None:
    """SET PUBLICATION, without a look at the other server."""
    if old.publications == new.publications:
        return []
    listed = ", ".join(map(identifier, new.publications))
    return [f"ALTER SUBSCRIPTION {identifier(new.ref.name)} SET PUBLICATION {listed} WITH (refresh = false)"]
