"""Reading a PL/pgSQL body's tokens, and cutting SQL out of it."""

from __future__ import annotations

from fixer.sql import parse
from fixer.sql.names.written import Written
from fixer.sql.plpgsql.model import BodyNotUnderstood, Embedded

RESERVED = {
    "all", "begin", "by", "case", "declare", "else", "end", "execute", "for", "foreach", "from", "if", "in",
    "into", "loop", "not", "null", "or", "strict", "then", "to", "using", "when", "while",
}  # fmt: skip
"""PL/pgSQL's reserved words (pl_reserved_kwlist.h): no variable can be called so."""


class Pieces:
    """Goes through the tokens of a body once; ``position`` is the token to be read next."""

    def __init__(self, body: str) -> None:
        self.body = body
        self.tokens = Written(body)
        self.position = 0
        self.found: list[Embedded] = []

    # tokens

    def word(self, ahead: int = 0) -> str:
        return self.tokens.word(self.position + ahead)

    def fail(self, reason: str) -> BodyNotUnderstood:
        past = self.position >= len(self.tokens)
        return BodyNotUnderstood(reason, len(self.body) if past else self.tokens.start(self.position))

    def accept(self, *words: str) -> bool:
        """Steps over these words if they are next."""
        if all(self.word(ahead) == word for ahead, word in enumerate(words)):
            self.position += len(words)
            return True
        return False

    def expect(self, *words: str) -> None:
        if not self.accept(*words):
            raise self.fail(f"expected {' '.join(words).upper()}")

    def is_name(self) -> bool:
        """Whether the next token is an identifier, quoted or not a reserved word."""
        word = self.word()
        return (
            (word[:1].isalpha() or word[:1] in ("_", '"')) and word not in RESERVED and not self.is_string()
        )

    def is_string(self) -> bool:
        """Whether the next token is a string constant."""
        return self.tokens.kind(self.position) in ("SCONST", "USCONST", "BCONST", "XCONST")

    def after_name(self) -> int:
        """The token after the identifier that is next."""
        read = self.tokens.part(self.position)
        return self.position + 1 if read is None else read[1]

    def identifier(self) -> str:
        """Reads one identifier."""
        if not self.is_name():
            raise self.fail("expected a name")
        return self._part()

    def chain(self) -> tuple[str, ...]:
        """A dotted name; nothing for a parameter such as ``$1``."""
        if self.tokens.kind(self.position) == "PARAM":
            self.position += 1
            return ()
        parts = [self.identifier()]
        while self.accept("."):
            parts.append(self._part())  # behind a dot, reserved words are names too
        return tuple(parts)

    def _part(self) -> str:
        read = self.tokens.part(self.position)
        if read is None:
            raise self.fail("expected a name")
        self.position = read[1]
        return read[0]

    def skip_to(self, word: str) -> None:
        while self.word() != word:
            if self.position >= len(self.tokens):
                raise self.fail(f"expected {word.upper()}")
            self.position += 1
        self.position += 1

    # pieces of SQL

    def add(self, kind: str, first: int, behind: int, text: str | None = None, dynamic: bool = False) -> None:
        """Notes the piece that the tokens from ``first`` up to ``behind`` make."""
        if first >= behind:
            raise self.fail("expected SQL")
        start, end = self.tokens.start(first), self.tokens.end(behind - 1)
        piece = Embedded(kind, self.body[start:end] if text is None else text, start, end, dynamic)
        try:
            statements = parse.statements(piece.sql)
        except parse.SqlSyntaxError as error:
            offset = max(0, error.offset - len(piece.prefix)) + start
            raise BodyNotUnderstood(error.message, min(offset, end)) from None
        if len(statements) != 1:
            raise BodyNotUnderstood("expected one SQL statement", start)
        self.found.append(Embedded(kind, piece.text, start, end, dynamic, statements[0]))

    def span(self, *ends: str) -> tuple[int, int]:
        """The tokens up to the first of the words ``ends`` outside parentheses; stops before it."""
        first, depth = self.position, 0
        while True:
            word = self.word()
            if depth == 0 and word in ends:
                return first, self.position
            if word in ("(", "["):
                depth += 1
            elif word in (")", "]"):
                depth -= 1
            if depth < 0 or word in ("", ";"):
                raise self.fail(f"expected {' or '.join(ends).upper()}")
            self.position += 1

    def expression(self, *ends: str, kind: str = "expression", dynamic: bool = False) -> str:
        """Reads SQL up to one of the words ``ends``, steps over that and returns it."""
        self.add(kind, *self.span(*ends), dynamic=dynamic)
        self.position += 1
        return self.word(-1)

    def sql(self) -> None:
        """A statement of plain SQL, with the INTO that PL/pgSQL adds to it (make_execsql_stmt)."""
        first, into = self.position, (0, 0)
        importing = self.word() == "import"
        routine = self.word() == "create" and self._creates_routine()
        parentheses = blocks = 0
        while True:
            word = self.word()
            if word == "":
                raise self.fail("expected ;")
            if word == ";" and parentheses <= 0 and blocks == 0:
                break
            parentheses += (word == "(") - (word == ")")
            if routine and parentheses == 0:  # BEGIN ATOMIC … END holds semicolons
                blocks += (word in ("begin", "case")) - (word == "end" and blocks > 0)
            if word == "into" and not importing and self.word(-1) not in ("insert", "merge"):
                if into[1]:
                    raise self.fail("INTO specified more than once")
                start = self.tokens.start(self.position)
                self.into()
                into = (start, self.tokens.end(self.position - 1))
            else:
                self.position += 1
        text = self.body[self.tokens.start(first) : self.tokens.end(self.position - 1)]
        if into[1]:
            begin, end = (offset - self.tokens.start(first) for offset in into)
            text = text[:begin] + " " * (end - begin) + text[end:]
        self.add("statement", first, self.position, text, dynamic=self.tokens.word(first) == "do")
        self.position += 1

    def _creates_routine(self) -> bool:
        ahead = 3 if self.word(1) == "or" else 1
        return self.word(ahead) in ("function", "procedure")

    def into(self) -> None:
        """INTO [STRICT] and its targets: variables, with commas between them."""
        self.expect("into")
        self.accept("strict")
        self.chain()
        while self.accept(","):
            self.chain()
