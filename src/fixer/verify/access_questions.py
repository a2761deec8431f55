"""Who is asked what they may do with whose rows: each role, acting for each of two users and for nobody."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from fixer.catalog import acl
from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Policy, Table
from fixer.fixing.row_security import Owner, OwnerUnknownError, RowSecurityOptions, owner_of
from fixer.model import ObjectRef
from fixer.planner.proof import Rules
from fixer.sql import parse
from fixer.sql.parse import Node
from fixer.sql.quote import target
from fixer.values import Value, replace
from fixer.verify.files import Step

COMMANDS = ("select", "insert", "update", "delete")
APPLICATION, OWNER = "fixer_application", "fixer_owner"
"""Roles that exist only inside the transaction: one that has every right that is granted, and one that owns."""
NOBODY = "nobody"
USERS = ("user 1", "user 2")
LABELS = (*USERS, NOBODY)
"""Whose a row can be."""
_SETTING = re.compile(r"current_setting\s*\(\s*'([^']+)'", re.IGNORECASE)


class Question(Value, frozen=True):
    """One role acting for one user (or for none) on one table."""

    table: ObjectRef
    role: str
    user: str
    """``user 1``, ``user 2``, or "" for none."""
    owner: Owner
    settings: tuple[str, ...]
    """The settings that tell PostgreSQL who the user is."""

    @property
    def table_name(self) -> str:
        """The table as people write it."""
        return target(self.table)

    @property
    def who(self) -> str:
        """As the table shows it."""
        role = {APPLICATION: "application", OWNER: "owner of the table"}.get(self.role, self.role)
        return role if self.role == OWNER else f"{role}, {self.user or NOBODY}"

    def asked_of(self, catalog: Catalog, rules: Rules) -> Question | None:
        """The same of another schema, where something else may say whose a row is; None where nothing does."""
        if self._tells_owner(catalog):
            return self
        table, options = catalog.find(self.table, Table), options_of(rules)
        try:
            owner = owner_of(table, catalog, options) if table is not None and options is not None else None
        except OwnerUnknownError:
            return None
        return replace(self, owner=owner) if owner is not None else None

    def _tells_owner(self, catalog: Catalog) -> bool:
        """Whether a schema has the columns that say whose a row is."""
        needed = [(self.owner.table.ref, self.owner.column.name)]
        needed += [(key.table, column) for key in self.owner.path for column in key.columns]
        tables = {ref: catalog.find(ref, Table) for ref, _column in needed}
        return all((table := tables[ref]) is not None and table.column(name) for ref, name in needed)


def concerns(step: Step, table: ObjectRef) -> bool:
    """Whether a migration works on the table's policies."""
    texts = (piece.sql for piece in step.up.pieces)
    return any(("POLICY" in text or "ROW LEVEL SECURITY" in text) and table.name in text for text in texts)


def questions(first: Catalog, last: Catalog, rules: Rules) -> list[Question]:
    """What to ask: every role and user, for each table whose row security or policies differ."""
    options = options_of(rules)
    if options is None:
        return []
    found: list[Question] = []
    for table in last.objects(Table):
        was = first.find(table.ref, Table)
        if was is None or not _changed(was, table, first, last):
            continue
        try:
            owner = owner_of(table, last, options)
        except OwnerUnknownError:
            continue
        policies = last.children(table.ref, Policy)
        texts = [text for policy in policies for text in (policy.using, policy.check) if text]
        names = _settings(texts, owner.column.name) or tuple(
            dict.fromkeys(_SETTING.findall(" ".join([*texts, options.identity])))
        )
        for role, users in _who(policies, _granted(was) & _granted(table), options):
            found += [Question(table.ref, role, user, owner, names) for user in users]
    return found


def _settings(texts: Sequence[str], column: str) -> tuple[str, ...]:
    """The settings that policies compare with the column that says whose a row is: others tell something else."""
    found: dict[str, None] = {}
    for text in texts:
        for node in parse.nodes(parse.expression(text)):
            sides = [node.get("A_Expr", {}).get(side, {}) for side in ("lexpr", "rexpr")]
            for one, other in (sides, sides[::-1]):
                fields = _bare(one).get("ColumnRef", {}).get("fields", [])
                names = {field["String"]["sval"] for field in fields if "String" in field}
                if column in names:
                    found |= dict.fromkeys(_asked(other))
    return tuple(found)


def _bare(node: Node) -> Node:
    """What is cast, however often."""
    while "TypeCast" in node:
        node = node["TypeCast"]["arg"]
    return node


def _asked(tree: Node) -> Iterator[str]:
    """The names of the settings that an expression reads."""
    for node in parse.nodes(tree):
        call = node.get("FuncCall", {})
        if call and call["funcname"][-1]["String"]["sval"] == "current_setting":
            names = (_bare(argument).get("A_Const", {}).get("sval", {}) for argument in call["args"][:1])
            yield from (name["sval"] for name in names if "sval" in name)


def _changed(was: Table, table: Table, first: Catalog, last: Catalog) -> bool:
    flags = (was.row_security, was.force_row_security) != (table.row_security, table.force_row_security)
    return flags or first.children(was.ref, Policy) != last.children(table.ref, Policy)


def _granted(table: Table) -> set[str]:
    """The roles that were given rights on a table. Those that lose all of them may be gone with them."""
    return {grant.grantee for grant in table.grants or ()} - {acl.OWNER, acl.PUBLIC}


def _who(
    policies: Sequence[Policy], granted: Collection[str], options: RowSecurityOptions
) -> list[tuple[str, tuple[str, ...]]]:
    """The platform's roles; elsewhere those that policies name or that have rights on the table, and an application that has every
    right, as the one whose rights no migration gives may have."""
    if options.platform == "supabase":
        return [
            ("anon", ("",)), ("authenticated", (*USERS, "")), ("service_role", ("",)), (OWNER, ("",)),
        ]  # fmt: skip
    named = {role for policy in policies for role in policy.roles}
    asked = sorted({*named, *granted} - {acl.PUBLIC})
    return [*((role, (*USERS, "")) for role in asked), (APPLICATION, (*USERS, "")), (OWNER, ("",))]


def options_of(rules: Rules) -> RowSecurityOptions | None:
    return next((found for found in rules.options.values() if isinstance(found, RowSecurityOptions)), None)
