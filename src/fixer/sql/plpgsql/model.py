"""What a PL/pgSQL body is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from fixer.sql.parse import Node
from fixer.values import Value


class BodyNotUnderstood(Exception):  # noqa: N818 - it says what happened, like SqlSyntaxError
    """The body is not PL/pgSQL as this reader knows it; ``offset`` is the character at which it gave up."""

    def __init__(self, reason: str, offset: int):
        self.reason, self.offset = reason, offset
        super().__init__(f"{reason} at character {offset}")


# what makes SQL of a piece: before and after it
_WRAPPED = {
    "statement": ("", ""),
    "expression": ("SELECT ", ""),
    "values": ("SELECT NULL IN (", ")"),  # as PostgreSQL itself compares them
    "type": ("SELECT NULL::", ""),
}


@dataclass(frozen=True, slots=True)
class Embedded:
    """One piece of SQL in a body.

    ``kind`` is statement, expression (anything that may follow SELECT), values (the list after WHEN of a
    ``CASE x``) or type (of a variable). ``text`` is as long as ``body[start:end]``, in characters, and the
    same but for an INTO target, which is blank, and PERFORM, which reads SELECT. ``dynamic`` pieces run SQL
    that only exists when the function does: the strings of EXECUTE, and DO.
    """

    kind: str
    text: str
    start: int
    end: int
    dynamic: bool = False
    tree: Node = field(default_factory=dict, repr=False, compare=False)
    """libpg_query's ``{"stmt": …}`` of ``sql``. Not to be changed."""

    @property
    def prefix(self) -> str:
        """What makes a statement of ``text`` when it stands before it; it shifts the places in ``sql``."""
        return _WRAPPED[self.kind][0]

    @property
    def sql(self) -> str:
        """The piece as a statement of its own."""
        before, after = _WRAPPED[self.kind]
        return before + self.text + after


class RelationMention(Value, frozen=True):
    """The relation of ``orders%ROWTYPE`` or ``orders.id%TYPE`` and where its name stands in the body."""

    parts: tuple[str, ...]
    start: int
    end: int


class Body(Value, frozen=True):
    """A PL/pgSQL body: its SQL in the order in which it stands, and the names that it declares."""

    embedded: tuple[Embedded, ...]
    relations: tuple[RelationMention, ...]
    variables: frozenset[str]
    """Variables, cursors and their arguments, and loop variables; not the function's own parameters."""
    labels: frozenset[str]
