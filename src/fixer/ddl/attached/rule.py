"""Rewrite rules: CREATE RULE, and the SQL from one state of one to another."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.rare_objects import Rule
from fixer.ddl.attached.policy import subject
from fixer.ddl.base import ACCESS_EXCLUSIVE, Cost, Ddl, Session, lock, statement
from fixer.ddl.names import cut, relation
from fixer.model import ObjectRef
from fixer.sql.quote import identifier, target
from fixer.values import replace

STATES = {"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}
"""pg_rewrite.ev_enabled, as ALTER TABLE … RULE and ALTER EVENT TRIGGER say it."""


@statement("RuleStmt")
class CreateRule(Ddl):
    """CREATE [OR REPLACE] RULE."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds or replaces the rule; a replaced one keeps its comment and state."""
        node = self.node
        if node["event"] == "CMD_SELECT":
            session.unmodelled("CREATE RULE … ON SELECT is not modelled: it makes a view of the table")
            return
        table = subject(catalog, session, node["relation"])
        ref = ObjectRef("rule", table.schema, cut(node["rulename"]), table.name)
        old = catalog.find(ref, Rule)
        if old is not None and not node.get("replace"):
            session.problem(f"rule {target(ref)} exists already", ref)
        if "whereClause" in node and any("NotifyStmt" in action for action in node.get("actions", [])):
            session.problem(f"rule {target(ref)} is conditional, which NOTIFY is not")
        catalog.put(
            Rule(
                ref,
                id=old.id if old else catalog.new_id(),
                origin=session.origin,
                comment=old.comment if old else None,
                enabled=old.enabled if old else "O",
                table=table,
                event=node["event"].removeprefix("CMD_"),
                instead=bool(node.get("instead")),
                condition=self._condition(),
                actions=self._actions(),
            )
        )

    def _do(self) -> int:
        """The token DO: what stands before it is in parentheses or cannot be that word."""
        tokens = self.tokens
        after = self.token(self.node["relation"]["location"])
        depth = 0
        for position in range(after, len(tokens)):
            depth += (tokens.words[position] == "(") - (tokens.words[position] == ")")
            if not depth and tokens.words[position] == "do":
                return position
        raise ValueError("a rule without DO")

    def _condition(self) -> str | None:
        if "whereClause" not in self.node:
            return None
        where = self.tokens.find("where", self.token(self.node["relation"]["location"]))
        return self.tokens.between(where + 1, self._do())

    def _actions(self) -> str:
        first = self._do() + 1
        if self.tokens.words[first] in ("also", "instead"):
            first += 1
        text = self.tokens.between(first, len(self.tokens))
        return "NOTHING" if text.upper() == "NOTHING" else text

    def cost(self, before: Catalog, session: Session) -> Cost:
        """ACCESS EXCLUSIVE on the table (measured)."""
        return Cost((lock(relation(before.overlay(), session, self.node["relation"]), ACCESS_EXCLUSIVE),))


def _definition(rule: Rule) -> str:
    where = f" WHERE {rule.condition}" if rule.condition is not None else ""
    return (
        f"RULE {identifier(rule.ref.name)} AS ON {rule.event} TO {target(rule.table)}{where}"
        f" DO {'INSTEAD' if rule.instead else 'ALSO'} {rule.actions}"
    )


def _enable(rule: Rule) -> str:
    return f"ALTER TABLE {target(rule.table)} {STATES[rule.enabled]} RULE {identifier(rule.ref.name)}"


def create(rule: Rule, catalog: Catalog) -> list[str]:
    """CREATE RULE, and how far it is enabled."""
    return [f"CREATE {_definition(rule)}", *([_enable(rule)] if rule.enabled != "O" else [])]


def drop(rule: Rule, catalog: Catalog) -> list[str]:
    """DROP RULE."""
    return [f"DROP RULE {identifier(rule.ref.name)} ON {target(rule.table)}"]


def alter(old: Rule, new: Rule, catalog: Catalog) -> list[str] | None:
    """OR REPLACE where the rule differs, ENABLE or DISABLE where only that does."""
    if old.table != new.table:
        return None
    same = replace(old, enabled=new.enabled, comment=new.comment) == new
    steps = [] if same else [f"CREATE OR REPLACE {_definition(new)}"]
    return steps + ([_enable(new)] if old.enabled != new.enabled else [])
