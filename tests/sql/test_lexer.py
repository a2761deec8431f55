"""The tokens of a text are those that libpg_query's scanner finds, whatever stands in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pglast import parser

from fixer.sql.lexer import scanned, spans

ROOT = Path(__file__).parents[2]
FILES = sorted(path for folder in ("examples", "tests") for path in (ROOT / folder).rglob("*.sql"))

PIECES = [
    *[
        "select",
        "Ünï_1",
        "a$b",
        "$1",
        "$$x;'y$$",
        "$q$ $$ $q$",
        '"a""b"',
        '"',
        'U&"d\\0061t"',
        "'it''s'",
        "'",
    ],
    *[
        "E'a\\'b'",
        "e'\\\\'",
        "b'01'",
        "X'1F'",
        "n'x'",
        "U&'x'",
        "''",
        "'a'\n'b'",
        "'a' -- c\n 'b'",
        "e",
        "u",
        "n",
    ],
    *[
        "1",
        "1.",
        ".5",
        "1..10",
        "1.5e-3",
        "0x1F",
        "0o17",
        "0b11",
        "1_000",
        "1e5",
        "1ex",
        "12abc",
        "$12",
        "0",
        "x",
    ],
    *[
        "+",
        "-",
        "--",
        "-- c\n",
        "*",
        "/",
        "/* c */",
        "/* a /* b */ c */",
        "<->",
        "<=>",
        "@-",
        "*-",
        "=-",
        "!=-",
    ],
    *[
        "::",
        ":",
        ":=",
        "=>",
        "..",
        ".",
        ",",
        "(",
        ")",
        "[",
        "]",
        ";",
        "{",
        "}",
        "\\",
        "^@",
        "||",
        "?|",
        "`",
        "&",
    ],
    *[" ", "\n", "\r\n", "\t", "\f", "\v", "\u00a0", "\u2028", "é", "$", "$a", "a&b"],
]


def both(text: str) -> tuple[object, object]:
    """What the two say, an error among it."""
    found: list[object] = []
    for lex in (spans, scanned):
        try:
            found.append(lex(text))
        except parser.ParseError:
            found.append("no tokens")
    return found[0], found[1]


@pytest.mark.parametrize("path", FILES[::5], ids=lambda path: str(path.relative_to(ROOT)))
def test_real_files_have_the_tokens_that_postgresqls_scanner_finds(path: Path) -> None:
    ours, theirs = both(path.read_text(errors="replace"))
    assert ours == theirs


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_pieces_in_any_order_have_the_tokens_that_postgresqls_scanner_finds(text: str) -> None:
    ours, theirs = both(text)
    assert ours == theirs
