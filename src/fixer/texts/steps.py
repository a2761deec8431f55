"""Comments that speak of the migration, what it does and why, and not of what the statement makes."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TEMPLATES = re.compile(
    "|".join(
        (
            r"your sql goes here",  # Diesel
            r"this file should undo anything in",
            r"add migration script here",  # sqlx
            r"add (?:up|down) migration (?:script )?here",
            r"sql in (?:this )?section",  # goose, sql-migrate
            r"(?:write|put|enter) (?:your )?(?:up(?:grade)?|down(?:grade)?|sql|migrat\w+|schema|statements?)\b.*\bhere\b",
            r"custom sql migration file",  # Drizzle
            r"this is an empty migration",  # Prisma
            r"warnings?:",
            r"add new schema named",  # Atlas
        )
    ),
    re.IGNORECASE,
)
"""What tools write into the files that they make."""
_DOES = (
    r"(?:create|add|remove|drop|rename|alter|convert|consolidate|migrate|insert|populate|backfill|replace|introduce|recreate"
    r"|rebuild|refactor|implement|initiali[sz]e|normali[sz]e|extract|rework|restructure|deprecate|re-?add|re-?create)"
)
_STEP = re.compile(
    "|".join(
        (
            rf"{_DOES}(?:s|ing)?\b(?!-)",
            r"(?:creating|adding|removing|dropping|renaming|altering|converting|consolidating|migrating|inserting|populating|replacing)\b",
            r"(?:move|change|update|copy|delete|split|merge|fix|make|enable|disable|define|set|use|store|allow|fill|switch|give)"
            r"(?:ing)? (?:the|a|an|all|some|old|new|any|every|each|our|existing|up)\b",
            r"(?:step|phase)\s*\d",
            r"(?:first|second|then|next|now|finally|lastly|afterwards|also|here|hence|instead)\b(?:,|'s\b|\s+(?:we|is|are|the|it|create|add)\b)",
            r"(?:this|these|the following)\s+(?:migration|script|file|statement|creates?|adds?|removes?|moves?|replaces?|will|should|needs?)\b",
            r"(?:we|i)\s+(?:need|want|have|can|could|should|must|also|now|don't|do not|use|create|add|are|will)\b",
            r"(?:let's|let us|in order to|so that|because|since|due to|previously|no (?:good )?way|don't|do not|need(?:ed)? to)\b",
            r"(?:for )?backwards?[- ]compat",
            r"new (?:table|view|type|function|schema|enum|index)\b",
            r"(?:note|nb|important|attention|caution|hack|see|cf\.?|refs?|fixes|closes|related to|ticket|issue)(?:\b\s*[:#]|\s+#\d|\s+https?:)",
            r"https?://\S+$",
        )
    ),
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:\(?\d+[.)]\s+|[-*•]\s+)")


def without_steps(lines: Sequence[str]) -> list[str]:
    """The lines that describe something: without those that say what the migration does, or what a tool has left there.

    A step that runs on in the next line leaves nothing to go by: then there are none.
    """
    kept: list[str] = []
    for place, line in enumerate(lines):
        text = _NUMBER.sub("", line, count=1)
        if not (_begins(lines, place) and (_TEMPLATES.match(text) or _STEP.match(text))):
            kept.append(line)
        elif not _begins(lines, place + 1):
            return []
        else:
            kept = []
    return kept


def _begins(lines: Sequence[str], place: int) -> bool:
    """Whether a sentence begins with a line, or would with the one behind the last."""
    if place in (0, len(lines)):
        return True
    before, first = lines[place - 1].rstrip(), lines[place][:1]
    return before.endswith((".", "!", "?")) or not before or first.isupper()
