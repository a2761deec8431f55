"""Which comments are made, rewritten, or settled: decided from values alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fixer.bot.review.forge import Remark, Suggestion
from fixer.values import Value

MARK = "<!-- fixer: suggestion "
"""What every comment on a line begins with; after it comes the suggestion's key."""
_KEY = re.compile(re.escape(MARK) + r"([0-9a-f]{12})( settled)? -->")
SETTLED = "Settled: these lines have changed since, or there is nothing to mend in them any more."


class Changes(Value, frozen=True):
    """What has to be done so that the comments are those that are wanted."""

    made: tuple[Suggestion, ...]
    revived: tuple[tuple[Remark, Suggestion], ...]
    """Settled ones whose suggestion is wanted again, just there."""
    settled: tuple[Remark, ...]


def marked(key: str, settled: bool = False) -> str:
    """The first line of a comment."""
    return f"{MARK}{key}{' settled' if settled else ''} -->"


def settling(remark: Remark) -> str:
    """What a comment says once it is of no use any more."""
    match = _KEY.match(remark.body)
    return f"{marked(match[1] if match else '0' * 12, settled=True)}\n{SETTLED}"


def changes(wanted: Sequence[Suggestion], there: Sequence[Remark]) -> Changes:
    """A suggestion that stands on its line already is left alone, and so is whatever people have said below it."""
    standing = {
        (match[1], r.path, r.line): (r, bool(match[2])) for r in there if (match := _KEY.match(r.body))
    }
    made, revived, kept = [], [], set()
    for suggestion in wanted:
        place = (suggestion.key, suggestion.path, suggestion.last)
        if place not in standing:
            made.append(suggestion)
            continue
        remark, settled = standing[place]
        kept.add(remark.id)
        if settled:
            revived.append((remark, suggestion))
    over = [r for r, settled in standing.values() if r.id not in kept and not settled]
    doubles = {remark.id for remark, _settled in standing.values()}
    over += [r for r in there if (match := _KEY.match(r.body)) and r.id not in doubles and not match[2]]
    return Changes(tuple(made), tuple(revived), tuple(over))
