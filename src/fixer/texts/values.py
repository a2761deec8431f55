"""The values that a comment says a column can have."""

from __future__ import annotations

import re

_MOST_CHARACTERS = 2000

_QUOTED = r"'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|“[^”]*”|‘[^’]*’"
_WORD = r"[A-Za-z0-9_](?:[\w-]*\w)?"
_DEFAULT = r"(?:\s*\((?:the )?default(?:(?: is|:)? [^()]*)?\))?"
_SEPARATOR = r"(?:\s*[,/]\s*(?:(?:and|or)\s+)?|\s+(?:and|or)\s+|\s*\|\s*)"


def _several(value: str, separator: str) -> str:
    return rf"(?P<list>(?:{value}){_DEFAULT}(?:{separator}(?:{value}){_DEFAULT})+)"


_ANY, _BAR = rf"{_QUOTED}|{_WORD}", r"\s*\|(?!\|)\s*"
_END = r"\s*[)\]}]?\s*$"
_ASIDE = rf"(?:{_END}|\s+[-–—]\s.*$)"
_KIND = r"(?:values?|states?|status(?:es)?|options?|types?|kinds?|roles?)"
_MARK = r"\s*(?:[:=]\s*[(\[{]?|[(\[{])\s*"  # what sets words off as a list: a colon or a bracket
# ways of stating all values, each with the list that it makes certain
_STATEMENTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bone of(?: the following)?(?: {_KIND})?(?:{_MARK}|\s+){_several(_ANY, _SEPARATOR)}{_END}",
        rf"\b(?:allowed|valid|possible|permitted|accepted)(?: {_KIND})?(?:{_MARK}|\s+are:?\s+)"
        rf"{_several(_ANY, _SEPARATOR)}{_END}",
        rf"\b(?:values|must be){_MARK}{_several(_ANY, _SEPARATOR)}{_END}",
        rf"\b(?:values(?: are)?|allowed|must be)(?: either)?\s+{_several(_QUOTED, _SEPARATOR)}{_END}",
        rf"(?:^|[:(=\[{{]|\bmust be|\bvalues(?: are)?|\s[-–—])\s*{_several(_ANY, _BAR)}{_ASIDE}",
        rf"(?:^|\s){_several(_QUOTED, _BAR)}{_ASIDE}",
    )
)
# what makes a list one of examples, or of something else than values
_NOT_ALL = re.compile(
    r"\.\.|…|\?|\be\.? ?g\b|\b(?:etc|examples?|for instance|such as|like|including|includes?|among others"
    r"|and (?:more|others?|so on)|or (?:others?|similar|any)|currently|so far|at least|sometimes|usually"
    r"|often|mostly)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|never|no longer|except|excluding|without|other than|disallowed|forbidden|reserved|deprecated"
    r"|legacy|formerly|previously|(?:exactly|only|any|each|at most|more than) one of)\b|n't\b",
    re.IGNORECASE,
)
# a type, as TypeScript has it, or a word that stands for others
_NO_VALUE = re.compile(
    r"string|number|boolean|bool|object|any|unknown|undefined|true|false|date|int|integer|text|uuid|json|array"
    r"|several|many|few|some|these|those|them|others|unique|\d+-\d+",
    re.IGNORECASE,
)
_NULLS = frozenset({"null", "nil", "undefined"})
_SENTENCE_END = re.compile(r"[.;!](?:\s+|$)")
_ITEM = re.compile(rf"({_ANY}){_DEFAULT}")


def stated_values(comment: str) -> tuple[str, ...] | None:
    """All values that the comment states, in its order; None where it states none or leaves it open.

    Only a list that is said to be one (``one of``, ``allowed``, ``values:``, ``must be``, or bars between
    words) counts, and only when it goes on to the end of its sentence.
    """
    text = " ".join(comment.split())
    if len(text) > _MOST_CHARACTERS or _NOT_ALL.search(text):
        return None
    found = [values for sentence in _SENTENCE_END.split(text) if (values := _of_sentence(sentence))]
    return found[0] if len(found) == 1 else None


def _of_sentence(sentence: str) -> tuple[str, ...] | None:
    if _DENIED.search(sentence):
        return None
    matches = (pattern.search(sentence) for pattern in _STATEMENTS)
    stated = next((found["list"] for found in matches if found), "")
    items = [item for item in _ITEM.findall(stated) if item.lower() not in (*_NULLS, "and", "or")]
    words = [item for item in items if item[:1].isalnum() or item[:1] == "_"]
    if any(map(_NO_VALUE.fullmatch, words)):
        return None
    values = dict.fromkeys(item if item in words else _unquoted(item) for item in items)
    return tuple(values) if len(values) > 1 else None


def _unquoted(item: str) -> str:
    return item[1:-1].replace("''", "'") if item.startswith("'") else item[1:-1]
