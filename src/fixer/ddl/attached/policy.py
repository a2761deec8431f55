"""Row-security policies: CREATE and ALTER POLICY, and the SQL from one state of one to another."""

from __future__ import annotations

from fixer.catalog.acl import PUBLIC
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Policy, Table
from fixer.ddl.base import ACCESS_EXCLUSIVE, Cost, Ddl, Session, lock, statement
from fixer.ddl.names import cut, existing, range_parts, relation
from fixer.ddl.owner import role_name, role_text
from fixer.ddl.queries.expression_type import type_of
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, target
from fixer.sql.types import DataType
from fixer.values import replace


def subject(catalog: Catalog, session: Session, node: Node) -> ObjectRef:
    """What a trigger or policy is put on. External ones will do, missing ones are a problem."""
    if session.strict and existing(catalog, session, range_parts(node)) is None:
        session.problem(f"there is no table {'.'.join(map(identifier, range_parts(node)))}")
    return relation(catalog, session, node)


class _OnPolicy(Ddl):
    def clauses(self) -> dict[str, str]:
        """USING and WITH CHECK as written between their parentheses."""
        tokens = self.tokens
        table = self.token(self.node["table"]["location"])
        found = {}
        for field, key, word in (("using", "qual", "using"), ("check", "with_check", "check")):
            if key in self.node:
                found[field] = tokens.inside(tokens.find("(", tokens.find(word, table)))
        return found

    def refuse(self, catalog: Catalog, session: Session, table: ObjectRef, command: str) -> None:
        """Says what lets no policy be: what is no table, clauses that its command has not, an expression of another type."""
        name, item = identifier(self.node["policy_name"]), catalog.get(table)
        if table.kind not in ("table", "external") or (isinstance(item, Table) and item.server is not None):
            session.problem(f"{target(table)} is no table of this database, which alone has policies")
        if command == "insert" and "qual" in self.node:
            session.problem(f"policy {name} is for INSERT: it has WITH CHECK alone")
        if command in ("select", "delete") and "with_check" in self.node:
            session.problem(f"policy {name} is for {command.upper()}: it has USING alone")
        for key in ("qual", "with_check"):
            columns = item.columns if isinstance(item, Table) else ()
            kind = type_of(catalog, session, self.node[key], columns) if key in self.node else None
            if kind is not None and kind != DataType("pg_catalog", "bool"):
                session.problem(f"policy {name} has an expression of type {kind}, not boolean")

    def roles(self, session: Session) -> tuple[str, ...]:
        """The roles in their order; PUBLIC makes the others meaningless (policy_role_list_to_array)."""
        names = tuple(role_name(session, item["RoleSpec"]) for item in self.node.get("roles", []))
        return (PUBLIC,) if PUBLIC in names else names

    def cost(self, before: Catalog, session: Session) -> Cost:
        """ACCESS EXCLUSIVE on the table (measured)."""
        return Cost((lock(relation(before.overlay(), session, self.node["table"]), ACCESS_EXCLUSIVE),))


@statement("CreatePolicyStmt")
class CreatePolicy(_OnPolicy):
    """CREATE POLICY."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the policy."""
        table = subject(catalog, session, self.node["table"])
        ref = ObjectRef("policy", table.schema, cut(self.node["policy_name"]), table.name)
        if catalog.get(ref) is not None:
            session.problem(f"policy {target(ref)} exists already", ref)
        clauses = self.clauses()
        self.refuse(catalog, session, table, self.node.get("cmd_name", "all").lower())
        catalog.put(
            Policy(
                ref,
                id=catalog.new_id(),
                origin=session.origin,
                table=table,
                command=self.node.get("cmd_name", "all").lower(),
                permissive=bool(self.node.get("permissive")),
                roles=self.roles(session) or (PUBLIC,),
                using=clauses.get("using"),
                check=clauses.get("check"),
            )
        )


@statement("AlterPolicyStmt")
class AlterPolicy(_OnPolicy):
    """ALTER POLICY: roles, USING and WITH CHECK; the command stays."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Changes the clauses that are given."""
        table = subject(catalog, session, self.node["table"])
        ref = ObjectRef("policy", table.schema, self.node["policy_name"], table.name)
        policy = catalog.find(ref, Policy)
        if policy is None:
            session.problem(f"there is no policy {target(ref)}")
            return
        clauses = self.clauses()
        self.refuse(catalog, session, table, policy.command)
        changed = replace(
            policy,
            roles=self.roles(session) or policy.roles,
            using=clauses.get("using", policy.using),
            check=clauses.get("check", policy.check),
        )
        catalog.put(changed)


def _to(policy: Policy) -> str:
    return f"TO {', '.join(map(role_text, policy.roles))}"


def create(policy: Policy, catalog: Catalog) -> list[str]:
    """CREATE POLICY with what is not default."""
    parts = [f"CREATE POLICY {identifier(policy.ref.name)} ON {target(policy.table)}"]
    if not policy.permissive:
        parts.append("AS RESTRICTIVE")
    if policy.command != "all":
        parts.append(f"FOR {policy.command.upper()}")
    if policy.roles != (PUBLIC,):
        parts.append(_to(policy))
    if policy.using is not None:
        parts.append(f"USING ({policy.using})")
    if policy.check is not None:
        parts.append(f"WITH CHECK ({policy.check})")
    return [" ".join(parts)]


def drop(policy: Policy, catalog: Catalog) -> list[str]:
    """DROP POLICY."""
    return [f"DROP POLICY {identifier(policy.ref.name)} ON {target(policy.table)}"]


def alter(old: Policy, new: Policy, catalog: Catalog) -> list[str] | None:
    """ALTER POLICY with the clauses that differ; None where it is another command, or a clause has to go."""
    if (old.table, old.command, old.permissive) != (new.table, new.command, new.permissive):
        return None
    if (old.using is not None and new.using is None) or (old.check is not None and new.check is None):
        return None
    clauses = []
    if old.roles != new.roles:
        clauses.append(_to(new))
    if old.using != new.using:
        clauses.append(f"USING ({new.using})")
    if old.check != new.check:
        clauses.append(f"WITH CHECK ({new.check})")
    if not clauses:
        return []
    return [f"ALTER POLICY {identifier(new.ref.name)} ON {target(new.table)} {' '.join(clauses)}"]
