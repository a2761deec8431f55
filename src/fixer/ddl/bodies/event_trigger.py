"""Event triggers: CREATE and ALTER EVENT TRIGGER, and the SQL from one state to another."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function
from fixer.catalog.rare_objects import EventTrigger
from fixer.ddl.attached.rule import STATES
from fixer.ddl.attached.trigger import trigger_function
from fixer.ddl.base import Ddl, Session, statement, strings
from fixer.ddl.bodies.program import changes_schema
from fixer.ddl.names import cut
from fixer.model import ObjectRef
from fixer.sql.quote import identifier, literal, qualified, target
from fixer.values import replace


@statement("CreateEventTrigStmt")
class CreateEventTrigger(Ddl):
    """CREATE EVENT TRIGGER."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the trigger."""
        node = self.node
        ref = ObjectRef("event trigger", "", cut(node["trigname"]))
        if catalog.get(ref) is not None:
            session.problem(f"event trigger {identifier(ref.name)} exists already", ref)
        filters = [item["DefElem"]["arg"]["List"]["items"] for item in node.get("whenclause", [])]
        made = EventTrigger(
            ref,
            id=catalog.new_id(),
            origin=session.origin,
            event=node["eventname"],
            tags=tuple(tag.upper() for tags in filters for tag in strings(tags)),
            function=trigger_function(catalog, session, node["funcname"]),
        )
        catalog.put(made)
        function = catalog.find(made.function, Function)
        kind = function.returns if function is not None else None
        if kind is not None and (kind.schema, kind.name) != ("pg_catalog", "event_trigger"):
            session.problem(f"function {target(made.function)} returns {kind}, no event_trigger")
        if function is not None and changes_schema(function, catalog):
            session.notes.append(
                f"what event trigger {identifier(ref.name)} does from here on is not followed: it may have changed anything"
            )


@statement("AlterEventTrigStmt")
class AlterEventTrigger(Ddl):
    """ALTER EVENT TRIGGER … ENABLE and DISABLE."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Says how far the trigger is enabled."""
        name = self.node["trigname"]
        found = catalog.find(ObjectRef("event trigger", "", name), EventTrigger)
        if found is None:
            session.problem(f"there is no event trigger {identifier(name)}")
        else:
            catalog.put(replace(found, enabled=self.node["tgenabled"]))


def _enable(item: EventTrigger) -> str:
    return f"ALTER EVENT TRIGGER {identifier(item.ref.name)} {STATES[item.enabled]}"


def create(item: EventTrigger, catalog: Catalog) -> list[str]:
    """CREATE EVENT TRIGGER, and how far it is enabled."""
    when = f" WHEN TAG IN ({', '.join(map(literal, item.tags))})" if item.tags else ""
    function = qualified(item.function.schema, item.function.name)
    text = f"CREATE EVENT TRIGGER {identifier(item.ref.name)} ON {item.event}{when} EXECUTE FUNCTION {function}()"
    return [text, *([_enable(item)] if item.enabled != "O" else [])]


def drop(item: EventTrigger, catalog: Catalog) -> list[str]:
    """DROP EVENT TRIGGER."""
    return [f"DROP EVENT TRIGGER {identifier(item.ref.name)}"]


def alter(old: EventTrigger, new: EventTrigger, catalog: Catalog) -> list[str] | None:
    """ENABLE and DISABLE; everything else is made anew."""
    if (old.event, old.tags, old.function) != (new.event, new.tags, new.function):
        return None
    return [_enable(new)] if old.enabled != new.enabled else []
