"""keywords: the list is pglast's, which is PostgreSQL's."""

from __future__ import annotations

from pglast.keywords import COL_NAME_KEYWORDS, RESERVED_KEYWORDS, TYPE_FUNC_NAME_KEYWORDS

from fixer.sql.keywords import QUOTED


def test_the_keywords_that_want_quotes_are_those_of_postgresql():
    assert QUOTED == RESERVED_KEYWORDS | COL_NAME_KEYWORDS | TYPE_FUNC_NAME_KEYWORDS
