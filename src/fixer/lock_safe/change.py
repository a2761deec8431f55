"""One statement of a script, and what makes steps of it."""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Constraint, Index
from fixer.lock_safe.step import Rewritten
from fixer.sql.parse import Node
from fixer.values import Value


class Change(Value, frozen=True):
    """One statement with one subcommand, and the catalog before and after it."""

    sql: str
    node: Node
    before: Catalog
    after: Catalog

    def made(self, kind: type[Constraint] | type[Index]) -> list[Constraint | Index]:
        """The constraints or indexes that it makes, not those that come along."""
        changes = self.after.changes(self.before)
        return [item for _ref, was, item in changes if was is None and isinstance(item, kind)]

    @property
    def command(self) -> Node:
        """The subcommand of ALTER TABLE."""
        command: Node = self.node["cmds"][0]["AlterTableCmd"]
        return command


Rewrite = Callable[[Change], Rewritten | None]
"""The steps; None where the statement is as good as any."""
