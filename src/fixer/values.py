"""Values that are made by the ten thousand: immutable, with a field for each thing that is known."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import msgspec

_T = TypeVar("_T")


class _Described:
    """What ``dataclasses.fields``, ``replace`` and the like ask a class for: worked out when one of them does."""

    def __get__(self, item: object, owner: type[Value]) -> dict[str, dataclasses.Field[Any]]:
        return _dataclass_fields(owner)


class Value(msgspec.Struct, frozen=True, gc=False):
    """An immutable value, as a frozen dataclass is one: it is made in a seventh of the time, and its class in a tenth.

    Two of a class are equal when all their fields are. What ``dataclasses`` has for values (``replace``, ``fields``,
    ``is_dataclass``) works on them, too. Made of what was there before it, a value is in no circle, and no garbage
    collection looks at it.
    """

    uncompared: ClassVar[frozenset[str]] = frozenset()
    """The fields that are left out of comparison, and of what ``repr`` shows: none, but of a ``PartlyCompared``."""
    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]
    else:
        __dataclass_fields__ = _Described()


class PartlyCompared(Value, frozen=True, eq=False):
    """A value that equals another when their fields do, but for those that its class names in ``uncompared``."""

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if self.__class__ is not other.__class__:
            return NotImplemented
        compared = _compared(self.__class__)
        return bool(compared(self) == compared(other))

    def __ne__(self, other: object) -> bool:  # that of Struct asks whether they are the same one
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    def __hash__(self) -> int:
        return hash(_compared(self.__class__)(self))

    def __repr__(self) -> str:
        shown = [name for name in self.__struct_fields__ if name not in self.uncompared]
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"


@cache
def _compared(kind: type[PartlyCompared]) -> Callable[[PartlyCompared], Any]:
    return attrgetter(*(name for name in kind.__struct_fields__ if name not in kind.uncompared))


@cache
def _dataclass_fields(kind: type[Value]) -> dict[str, dataclasses.Field[Any]]:
    described: list[Any] = []
    for own in msgspec.structs.fields(kind):
        given = {} if own.required else {"default": own.default}
        described.append((own.name, Any, dataclasses.field(compare=own.name not in kind.uncompared, **given)))
    made = dataclasses.make_dataclass(kind.__name__, described, eq=False, repr=False)
    return {own.name: own for own in dataclasses.fields(made)}


if TYPE_CHECKING:
    from dataclasses import replace as replace  # whose arguments are checked
else:

    def replace(item: _T, /, **changes: Any) -> _T:
        """As ``dataclasses.replace``, in less time for a ``Value``. Raises TypeError for a field that there is not."""
        if isinstance(item, Value):
            return msgspec.structs.replace(item, **changes)
        return dataclasses.replace(item, **changes)
