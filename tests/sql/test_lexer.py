"""The tokens of a text are those that libpg_query's scanner finds, whatever stands in it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pglast import parser

from fixer.sql.lexer import scanned, tokens
from fixer.sql.parse import SqlSyntaxError, slices, stream
from fixer.sql.script import clean

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


def written(text: str) -> None:
    """Each token is said as it stands at its place."""
    with suppress(parser.ParseError):
        spans, words = tokens(text)
        assert words == [text[start:end].lower() for start, end in spans]


def both(text: str) -> tuple[object, object]:
    """What the two say, an error among it."""
    found: list[object] = []
    for lex in (lambda text: tokens(text)[0], scanned):
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
    written(text)


@pytest.mark.parametrize("path", FILES[::5], ids=lambda path: str(path.relative_to(ROOT)))
def test_statements_one_by_one_are_those_that_the_parser_splits(path: Path) -> None:
    text = clean(path.read_text(errors="replace"))
    try:
        wanted = list(slices(text))
    except SqlSyntaxError:
        pytest.skip("a file that is not meant to parse")
    assert [piece for piece, _kind, _node in stream(text)] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "create rule r as on insert to t do (select 1; select 2); select 3",
        "create function f() returns int begin atomic select 1; select 2; end; select 3;",
        "select 'a;b'; select E'it\\'s; x'; select $$;$$; select \"a;b\" -- c;\n; /* ; /* ; */ */ select 1;;",
        "select a$b from t; select c$b from t;",
        " ; ;\n-- nothing\n",
        "/* a /* b; */ select 0; */ select 1; /* ' /* ; */ ' */ select 2",
        "select 1; /* 1 /* 2 /* 3 /* 4; */ */ */ select 0; */ select 2;",
        "/* / * ** /**/ /*/ */ select 0; */ select /**/ 1 /*/*/**/*/*/; select 2",
    ],
    ids=[
        "a rule's commands",
        "an atomic body",
        "what is quoted",
        "dollars in names",
        "no statement",
        "comments in comments",
        "deep ones",
        "odd ones",
    ],
)
def test_semicolons_that_end_nothing_are_left_alone(text: str) -> None:
    assert [piece for piece, _kind, _node in stream(text)] == list(slices(text))


def test_an_apostrophe_in_what_is_left_of_a_comment_hides_no_line_of_psql() -> None:
    text = "/* a /* b */ it's */\n\\echo x\nselect 1;"

    assert clean(text) == text.replace("\\echo x", " " * 7)


@pytest.mark.parametrize(
    "text", ["select 1; selec 2; select 3", "select 1; select 'é' x y z", "select 1; 'open"]
)
def test_a_syntax_error_has_its_place_in_the_whole_text(text: str) -> None:
    with pytest.raises(SqlSyntaxError) as wanted:
        slices(text)
    with pytest.raises(SqlSyntaxError) as found:
        list(stream(text))
    assert (found.value.message, found.value.offset) == (wanted.value.message, wanted.value.offset)
