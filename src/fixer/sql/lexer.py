"""Where the tokens of a text stand, by PostgreSQL's lexical rules.

libpg_query's scanner says the same and far more slowly, since it makes an object of each token: a test holds the two
together. What this one is not sure of it leaves to libpg_query.
"""

from __future__ import annotations

import re
from itertools import accumulate, chain

_WITHIN = r"[^*/]++|\*(?!/)|/(?!\*)"
_INNERMOST = rf"/\*(?:{_WITHIN})*+\*/"
_INNER = rf"/\*(?:{_WITHIN}|{_INNERMOST})*+\*/"
BLOCK_COMMENT = rf"/\*(?:{_WITHIN}|{_INNER})*+\*/"
"""A comment with those in it (documentation, 4.1.5 Comments), three deep: none is known to be deeper."""
_COMMENTS = frozenset({"SQL_COMMENT", "C_COMMENT"})

# PostgreSQL documentation, 4.1 Lexical Structure, and the rules of src/backend/parser/scan.l
# All characters but some of ASCII: of a range up to \U0010ffff, re makes a map of all that is in it.
_LETTER = r"[^\x00-@\[-^`{-\x7f]"
_IN_NAME = r"[^\x00-\#%-/:-@\[-^`{-\x7f]"
_IN_TAG = r"[^\x00-/:-@\[-^`{-\x7f]"
_OPERATOR = r"(?!--)[-+*/<>=~!@\#%^&|`?]"
_SPACE, _OTHER = r"[ \t\n\r\f\v]", r"[^ \t\n\r\f\v]"
# the branches in the order of how often they are taken, each told from the others by its first character where it can be
_TOKEN = re.compile(
    rf"""
    ( {_SPACE}*+ (?: --[^\n\r]*+ {_SPACE}*+ )*+ )
    (?: (
        {_LETTER}{_IN_NAME}*+(?!['&])
      | [,()\[\];{{}}]
      | '[^']*+(?:''[^']*+)*+'
      | "(?:[^"]++|"")++"
      | [0-9]++(?:\.[0-9]++)?+(?!\.|{_IN_NAME})
      | \.(?![0-9])\.?
      | :[:=]?
      | \$(?: \$.*?\$\$ | [0-9]++(?!{_IN_NAME}) )
      | (?:{_OPERATOR})*(?!--)[~!@\#%^&|`?](?:{_OPERATOR})*+
      | (?:{_OPERATOR})*(?!--)[*/<>=]
      | (?!--)[-+]
      | [eE]'(?:[^'\\]|\\.|'')*+'
      | (?![uU]&['"]){_LETTER}{_IN_NAME}*+(?!')
      | \Z
    ) | {_OTHER} )
    """,
    re.VERBOSE | re.DOTALL,
)
_UNSURE = re.compile(rf"/\*|'(?=\s|--)\s*+(?:--[^\n\r]*+\s*+)*+'|\${_LETTER}")
"""Comments nest; two strings on two lines are one; a string between dollar signs ends with its own tag."""


def tokens(text: str) -> tuple[list[tuple[int, int]], list[str]]:
    """Each token that is no comment: start and end, in characters, and how it is written, in lower case.

    Raises pglast's ParseError for what is no token.
    """
    low = text.lower()
    if len(low) == len(text) and not _UNSURE.search(low):  # a few letters are longer in lower case
        found: list[tuple[str, str]] = _TOKEN.findall(low)  # white space and comments, token
        ends = list(accumulate(map(len, chain.from_iterable(found))))
        if ends and ends[-1] == len(text):  # all of it is one or the other
            while found and not found[-1][1]:
                found.pop()
            count = 2 * len(found)
            return list(zip(ends[:count:2], ends[1:count:2], strict=True)), [word for _space, word in found]
    spans = scanned(text)
    return spans, [text[start:end].lower() for start, end in spans]


def scanned(text: str) -> list[tuple[int, int]]:
    """Start and end of each by libpg_query's scanner."""
    from pglast import parser  # seldom wanted, and slow to import

    return [(token.start, token.end + 1) for token in parser.scan(text) if token.name not in _COMMENTS]


_COMMENT = rf"--[^\n\r]*+ | {BLOCK_COMMENT}"
_STATEMENT = re.compile(
    rf"""
    (?: {_SPACE}++ | {_COMMENT} )*+
    ( (?: [^;'"$/-]++ | '[^']*+' | "[^"]*+" | \$((?:{_LETTER}{_IN_TAG}*+)?)\$.*?\$\2\$
        | {_COMMENT} | [$-] | /(?!\*) )*+ )
    (;|\Z)
    """,
    re.VERBOSE | re.DOTALL,
)


def next_piece(text: str, start: int) -> tuple[slice, int] | None:
    """What seems to be the next statement at ``start`` or behind it, and where to go on; None where that is not clear.

    A semicolon in parentheses, in a body that begins with ATOMIC, or behind a backslash and a quote ends no statement
    and is taken for an end: such a piece does not parse. Pieces that all parse are the statements of the text.
    """
    found = _STATEMENT.match(text, start)
    if found is None:
        return None
    begin = found.start(1)
    return slice(begin, begin + len(found[1].rstrip(" \t\n\r\f\v"))), found.end()
