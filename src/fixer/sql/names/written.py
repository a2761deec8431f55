"""Where a name stands in the text, by its tokens."""

from __future__ import annotations

from bisect import bisect_left

from pglast import parser

from fixer.sql.names.fold import fold, unescape, unquote

_COMMENTS = {"SQL_COMMENT", "C_COMMENT"}


class Written:
    """The tokens of a text, without its comments. Tokens are known by their index.

    Raises pglast's ParseError where the text does not even fall into tokens.
    """

    __slots__ = ("_bytes", "_tokens", "text")

    def __init__(self, text: str):
        self.text = text
        self._tokens = [token for token in parser.scan(text) if token.name not in _COMMENTS]
        self._bytes = [token.start for token in self._tokens]
        """UTF-8 byte offset of each token."""
        if not text.isascii():
            byte = character = 0
            for index, token in enumerate(self._tokens):
                # counted on from token to token: encoding from the text's start each time would be quadratic
                byte += len(text[character : token.start].encode())
                character = token.start
                self._bytes[index] = byte

    def __len__(self) -> int:
        return len(self._tokens)

    def at_byte(self, offset: int) -> int | None:
        """The token that begins at this byte."""
        index = self.from_byte(offset)
        return index if index < len(self._bytes) and self._bytes[index] == offset else None

    def from_byte(self, offset: int) -> int:
        """The first token that begins at this byte or later."""
        return bisect_left(self._bytes, offset)

    def kind(self, index: int) -> str:
        """libpg_query's name for the token, such as IDENT or SCONST; "" behind the last."""
        return str(self._tokens[index].name) if index < len(self._tokens) else ""

    def end(self, index: int) -> int:
        """The character after the token."""
        return int(self._tokens[index].end) + 1

    def start(self, index: int) -> int:
        """The character at which the token begins."""
        return int(self._tokens[index].start)

    def raw(self, index: int) -> str:
        """The token as it is written; "" behind the last."""
        return self.text[self.start(index) : self.end(index)] if index < len(self._tokens) else ""

    def word(self, index: int) -> str:
        """The token in lower case, so that keywords compare: a quoted identifier keeps its quotes."""
        return self.raw(index).lower()

    def name(self, index: int, parts: tuple[str, ...], more: int | None = None) -> tuple[int, int] | None:
        """Start and end of the name if it begins at this token and is these parts, else None.

        ``more`` is the number of further parts, such as a column's name, that must follow; None for any.
        """
        position, end = index, -1
        for number, part in enumerate(parts):
            if number:
                if self.raw(position) != ".":
                    return None
                position += 1
            read = self.part(position)
            if read is None or read[0] != part:
                return None
            position = read[1]
            end = self.end(position - 1)
        following = 0
        while more is not None and self.raw(position) == ".":
            following += 1
            position += 2
        return (self.start(index), end) if more is None or following == more else None

    def part(self, index: int) -> tuple[str, int] | None:
        """What the token means as a part of a name, and the index after it."""
        raw = self.raw(index)
        if not raw:
            return None
        if raw[0] == '"':
            return unquote(raw), index + 1
        if raw[:3].lower() == 'u&"':
            if self.word(index + 1) == "uescape":
                return unescape(raw, self.raw(index + 2)[1]), index + 3
            return unescape(raw), index + 1
        return "<>" if raw == "!=" else fold(raw), index + 1
