"""Triggers: CREATE TRIGGER, and the SQL from one state of one to another."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function, Object, Table, Trigger, View
from fixer.ddl.attached.policy import subject
from fixer.ddl.base import (
    ACCESS_SHARE,
    SHARE_ROW_EXCLUSIVE,
    Cost,
    Ddl,
    Session,
    lock,
    locks,
    statement,
    with_partitions,
)
from fixer.ddl.names import creation_schema, cut, relation, split
from fixer.ddl.queries.used_columns import SYSTEM_COLUMNS
from fixer.model import ObjectRef
from fixer.sql.builtins import is_builtin
from fixer.sql.parse import Node, nodes
from fixer.sql.parse import statement as statement_of
from fixer.sql.quote import identifier, literal, qualified, target
from fixer.values import replace

# TRIGGER_TYPE_* (src/include/catalog/pg_trigger.h), events in the order in which PostgreSQL prints them
_TIMINGS = {2: "BEFORE", 64: "INSTEAD OF"}
_EVENTS = {4: "INSERT", 8: "DELETE", 16: "UPDATE", 32: "TRUNCATE"}
_STATES = {"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}


@statement("CreateTrigStmt")
class CreateTrigger(Ddl):
    """CREATE [OR REPLACE] [CONSTRAINT] TRIGGER."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds or replaces the trigger; a row trigger of a partitioned table also on its partitions."""
        table = subject(catalog, session, self.node["relation"])
        ref = ObjectRef("trigger", table.schema, cut(self.node["trigname"]), table.name)
        old = catalog.find(ref, Trigger)
        made = Trigger(
            ref,
            id=old.id if old else catalog.new_id(),
            origin=session.origin,
            comment=old.comment if old else None,
            table=table,
            timing=_TIMINGS.get(self.node.get("timing", 0), "AFTER"),
            events=self._events(),
            level="ROW" if self.node.get("row") else "STATEMENT",
            transition=self._transition(),
            condition=self._condition(),
            function=trigger_function(catalog, session, self.node["funcname"]),
            arguments=tuple(item["String"].get("sval", "") for item in self.node.get("args", [])),
            constraint=bool(self.node.get("isconstraint")),
            constraint_timing=self._constraint_timing(catalog, session),
        )
        _refuse(catalog, session, made, self.node)
        if old is not None and not self.node.get("replace"):
            session.problem(f"trigger {target(ref)} exists already", ref)
        elif old is not None and (old.constraint or old.clone_of is not None):
            what = "a constraint trigger" if old.constraint else "its parent's"
            session.problem(f"trigger {target(ref)} is {what}: it is not replaced")
        catalog.put(made)
        if made.level == "ROW":
            _to_partitions(catalog, session, made)

    def _events(self) -> str:
        columns = [identifier(item["String"]["sval"]) for item in self.node.get("columns", [])]
        words = [word for bit, word in _EVENTS.items() if self.node["events"] & bit]
        of = f"UPDATE OF {', '.join(columns)}"
        return " OR ".join(of if word == "UPDATE" and columns else word for word in words)

    def _transition(self) -> str:
        found = [item["TriggerTransition"] for item in self.node.get("transitionRels", [])]
        named = [f"{'NEW' if t.get('isNew') else 'OLD'} TABLE AS {identifier(t['name'])}" for t in found]
        return f"REFERENCING {' '.join(named)}" if named else ""

    def _condition(self) -> str | None:
        if "whenClause" not in self.node:
            return None
        return self.tokens.inside(self.tokens.find("(", self.tokens.find("when")))

    def _constraint_timing(self, catalog: Catalog, session: Session) -> str:
        """What stands between the table and FOR EACH: FROM, DEFERRABLE, INITIALLY DEFERRED."""
        parts = []
        if "constrrel" in self.node:
            parts.append(f"FROM {target(relation(catalog, session, self.node['constrrel']))}")
        if self.node.get("deferrable"):
            parts.append("DEFERRABLE")
        if self.node.get("initdeferred"):
            parts.append("INITIALLY DEFERRED")
        return " ".join(parts)

    def cost(self, before: Catalog, session: Session) -> Cost:
        """SHARE ROW EXCLUSIVE on the table and its partitions, ACCESS SHARE on the one that FROM names (measured)."""
        table = relation(before.overlay(), session, self.node["relation"])
        below = with_partitions(before, table) if self.node.get("row") else [table]
        taken = list(locks(below, SHARE_ROW_EXCLUSIVE))
        if "constrrel" in self.node:
            taken.append(lock(relation(before.overlay(), session, self.node["constrrel"]), ACCESS_SHARE))
        return Cost(tuple(taken))


def trigger_function(catalog: Catalog, session: Session, names: list[Node]) -> ObjectRef:
    """The trigger function, which has no arguments; an external one by the name that it must have."""
    schema, name = split([item["String"]["sval"] for item in names])
    for candidate in (schema,) if schema else session.search_path:
        for function in catalog.routines(candidate, name):
            if not function.ref.args:
                return function.ref
    if not schema:
        schema = "pg_catalog" if is_builtin("function", name) else creation_schema(catalog, session)
    return ObjectRef("function", schema, name, args="")


def _refuse(catalog: Catalog, session: Session, made: Trigger, node: Node) -> None:
    """Says what lets no trigger be (CreateTriggerFiringOn in trigger.c)."""
    what, item = f"trigger {target(made.ref)}", catalog.get(made.table)
    row = made.level == "ROW"
    if made.table.kind in _WITHOUT:
        session.problem(f"{target(made.table)} is a {made.table.kind}, which has no triggers")
    elif isinstance(item, Table) and made.timing == "INSTEAD OF":
        session.problem(f"{what} is INSTEAD OF, and {target(made.table)} is a table")
    elif isinstance(item, View) and (made.constraint or (row and made.timing != "INSTEAD OF")):
        session.problem(
            f"{what} fires for each row, and {target(made.table)} is a view: only INSTEAD OF does"
        )
    if made.timing == "INSTEAD OF" and (not row or made.condition or node.get("columns")):
        session.problem(f"{what} is INSTEAD OF: it is for each row, without WHEN and columns")
    if "TRUNCATE" in made.events and (row or isinstance(item, View)):
        session.problem(f"{what} fires on TRUNCATE, which has no rows and is of tables")
    if made.transition:
        _refuse_transition(session, what, made, item)
    function = catalog.find(made.function, Function)
    kind = function.returns if function is not None else None
    if kind is not None and (kind.schema, kind.name) != ("pg_catalog", "trigger"):
        session.problem(f"function {target(made.function)} returns {kind}, no trigger")
    if isinstance(item, Table):
        _refuse_columns(catalog, session, what, made, item, node)


_WITHOUT = ("materialized view", "sequence", "index", "type")


def _refuse_transition(session: Session, what: str, made: Trigger, item: Object | None) -> None:
    events = made.events.split(" OR ")
    new, old = ("NEW TABLE" in made.transition), ("OLD TABLE" in made.transition)
    if made.timing != "AFTER" or len(events) > 1 or " OF " in made.events or isinstance(item, View):
        session.problem(f"{what} has transition tables: it is AFTER one event of a table, without columns")
    elif (new and events == ["DELETE"]) or (old and events == ["INSERT"]):
        session.problem(f"{what} has a transition table of rows that {events[0]} does not have")
    elif (
        made.level == "ROW"
        and isinstance(item, Table)
        and (item.partition_key or item.parent or item.inherits)
    ):
        session.problem(f"{what} has transition tables: it fires for no row of a partition or heir")


def _refuse_columns(
    catalog: Catalog, session: Session, what: str, made: Trigger, table: Table, node: Node
) -> None:
    named = [item["String"]["sval"] for item in node.get("columns", [])]
    for name in sorted({name for name in named if named.count(name) > 1}):
        session.problem(f"{what} names column {identifier(name)} twice")
    rows = {"old": "INSERT" in made.events, "new": "DELETE" in made.events}
    for inner in nodes([node["whenClause"]]) if "whenClause" in node else ():
        fields = [
            field.get("String", {}).get("sval", "") for field in inner.get("ColumnRef", {}).get("fields", [])
        ]
        if "SubLink" in inner:
            session.problem(f"{what} has a query in WHEN")
        elif fields and fields[0] in rows and (rows[fields[0]] or made.level != "ROW"):
            session.problem(f"{what} has no {fields[0].upper()} to look at in WHEN")
        if len(fields) > 1 and fields[0] in rows:
            named.append(fields[1])
            column = table.column(fields[1])
            if (
                made.timing == "BEFORE"
                and fields[0] == "new"
                and column is not None
                and column.generated is not None
            ):
                session.problem(
                    f"{what} looks at NEW.{identifier(fields[1])}, which is generated only after it"
                )
    for name in dict.fromkeys(named) if session.strict else ():
        if name and name not in SYSTEM_COLUMNS and table.column(name) is None:
            session.problem(f"there is no column {identifier(name)} in {target(table.ref)}")


def columns_named(trigger: Trigger) -> set[str]:
    """The columns that UPDATE OF and WHEN name."""
    _kind, node = statement_of(f"CREATE {_definition(trigger)}")
    fields = [found.get("ColumnRef", {}).get("fields", []) for found in nodes([node.get("whenClause", {})])]
    texts = [[field.get("String", {}).get("sval", "") for field in names] for names in fields]
    looked_at = {names[1] for names in texts if len(names) > 1 and names[0] in ("old", "new")}
    return {item["String"]["sval"] for item in node.get("columns", [])} | looked_at - {""} - SYSTEM_COLUMNS


def _to_partitions(catalog: Catalog, session: Session, trigger: Trigger) -> None:
    for partition in catalog.partitions(trigger.table):
        clone(catalog, session, trigger, partition.ref)


def clone(catalog: Catalog, session: Session, trigger: Trigger, partition: ObjectRef) -> None:
    """Gives a partition its copy of a row trigger, and to those below it (CloneRowTriggersToPartition)."""
    ref = trigger.ref._replace(schema=partition.schema, table=partition.name)
    old = catalog.find(ref, Trigger)
    if old is not None and old.clone_of is None:
        session.problem(f"trigger {target(ref)} exists already", ref)
    number = old.id if old else catalog.new_id()
    copy = replace(trigger, ref=ref, id=number, table=partition, clone_of=trigger.ref, comment=None)
    catalog.put(copy)
    _to_partitions(catalog, session, copy)


def _definition(trigger: Trigger) -> str:
    """CREATE TRIGGER, without CREATE."""
    function = qualified(trigger.function.schema, trigger.function.name)
    parts = [
        f"{'CONSTRAINT ' if trigger.constraint else ''}TRIGGER {identifier(trigger.ref.name)}",
        f"{trigger.timing} {trigger.events} ON {target(trigger.table)}",
        trigger.constraint_timing,
        trigger.transition,
        f"FOR EACH {trigger.level}",
        f"WHEN ({trigger.condition})" if trigger.condition else "",
        f"EXECUTE FUNCTION {function}({', '.join(map(literal, trigger.arguments))})",
    ]
    return " ".join(part for part in parts if part)


def _enable(trigger: Trigger) -> str:
    state = f"{_STATES[trigger.enabled]} TRIGGER {identifier(trigger.ref.name)}"
    return f"ALTER TABLE {target(trigger.table)} {state}"


def create(trigger: Trigger, catalog: Catalog) -> list[str]:
    """CREATE TRIGGER, and how far it is enabled; nothing for the copy that a partition gets by itself."""
    if trigger.clone_of is not None:
        return []
    return [f"CREATE {_definition(trigger)}", *([_enable(trigger)] if trigger.enabled != "O" else [])]


def drop(trigger: Trigger, catalog: Catalog) -> list[str]:
    """DROP TRIGGER; nothing for a partition's copy, which goes with its parent's."""
    if trigger.clone_of is not None:
        return []
    return [f"DROP TRIGGER {identifier(trigger.ref.name)} ON {target(trigger.table)}"]


def alter(old: Trigger, new: Trigger, catalog: Catalog) -> list[str] | None:
    """ENABLE or DISABLE where only that differs, else OR REPLACE, which constraint triggers do not have."""
    described = {"comment": new.comment, "owner": new.owner, "grants": new.grants}
    if replace(old, enabled=new.enabled, **described) == new:  # type: ignore[arg-type]
        return [] if old.enabled == new.enabled else [_enable(new)]
    if old.clone_of is not None or new.clone_of is not None:
        return [] if old.clone_of == new.clone_of else None
    if old.constraint or new.constraint or old.table != new.table:
        return None
    return [f"CREATE OR REPLACE {_definition(new)}", *([_enable(new)] if new.enabled != "O" else [])]
