"""A statement's tokens, for cutting verbatim pieces out of its text."""

from __future__ import annotations

from bisect import bisect_left

from fixer.sql.lexer import tokens

_OPEN, _CLOSE = "([", ")]"


class Tokens:
    """The tokens of ``text`` without its comments. Positions are indexes into the token list; offsets are characters."""

    __slots__ = ("_spans", "text", "words")

    def __init__(self, text: str):
        self.text = text
        self._spans, self.words = tokens(text)
        """Each token in lower case; a quoted identifier keeps its quotes."""

    def __len__(self) -> int:
        return len(self.words)

    def start(self, position: int) -> int:
        """Where the token begins; the end of the text for a position behind the last."""
        return self._spans[position][0] if position < len(self._spans) else len(self.text)

    def end(self, position: int) -> int:
        """Where the token ends."""
        return self._spans[position][1]

    def at(self, offset: int) -> int:
        """The first token that begins at ``offset`` or later."""
        return bisect_left(self._spans, (offset,))

    def find(self, word: str, begin: int = 0) -> int:
        """The next token that is ``word``, outside any parentheses opened since ``begin``; -1 where there is none."""
        depth = 0
        for position in range(begin, len(self.words)):
            token = self.words[position]
            if depth == 0 and token == word:
                return position
            if token in _OPEN:
                depth += 1
            elif token in _CLOSE:
                depth -= 1
                if depth < 0:
                    return -1
        return -1

    def closing(self, opening: int) -> int:
        """The token that closes the parenthesis at ``opening``."""
        depth = 0
        for position in range(opening, len(self.words)):
            if self.words[position] in _OPEN:
                depth += 1
            elif self.words[position] in _CLOSE:
                depth -= 1
                if depth == 0:
                    return position
        raise ValueError("unbalanced parentheses")

    def past_call(self, begin: int) -> int:
        """The token behind an expression in parentheses, or a call, that begins there."""
        opening = begin if self.words[begin] == "(" else self.find("(", begin)
        return self.closing(opening) + 1

    def between(self, begin: int, end: int) -> str:
        """The text from the token at ``begin`` up to, not including, the one at ``end``, without outer white space."""
        if begin >= end:
            return ""
        return self.text[self._spans[begin][0] : self._spans[end - 1][1]]

    def folded(self, begin: int = 0, end: int | None = None) -> str:
        """The tokens with one space between each two: the same for every way of writing them."""
        end = len(self) if end is None else end
        return " ".join(self.text[self.start(i) : self.end(i)] for i in range(begin, end))

    def inside(self, opening: int) -> str:
        """What stands between the parenthesis at ``opening`` and the one that closes it."""
        return self.between(opening + 1, self.closing(opening))

    def commas(self, begin: int, end: int | None = None) -> list[tuple[int, int]]:
        """The pieces from ``begin`` on that top-level commas separate, as token ranges.

        They go up to ``end``, or to the parenthesis that closes what ``begin`` stands in.
        """
        pieces, depth, first = [], 0, begin
        for position in range(begin, len(self.words) if end is None else end):
            token = self.words[position]
            if token in _OPEN:
                depth += 1
            elif token in _CLOSE:
                depth -= 1
                if depth < 0 and end is None:
                    end = position
                    break
            elif token == "," and depth == 0:
                pieces.append((first, position))
                first = position + 1
        if end is None:
            raise ValueError("unbalanced parentheses")
        return [*pieces, (first, end)]
