"""The statements of PL/pgSQL, as far as it takes to find the SQL in them (src/pl/plpgsql/src/pl_gram.y)."""

from __future__ import annotations

from collections.abc import Callable

from fixer.sql.plpgsql.declarations import Declarations
from fixer.sql.plpgsql.pieces import RESERVED

_QUERY_WORDS = {"select", "values", "with", "insert", "update", "delete", "merge", "table"}
_RAISE_LEVELS = {"debug", "exception", "info", "log", "notice", "warning"}


class Reader(Declarations):
    """Reads a whole body with ``function``; then what it has found is filled."""

    def function(self) -> None:
        """The whole body."""
        while self.accept("#"):  # compiler options, such as #variable_conflict use_column
            self.position += 2
        self.label()
        self.block()
        self.accept(";")
        if self.position < len(self.tokens):
            raise self.fail("expected the end of the body")

    def label(self) -> None:
        if self.accept("<<"):
            self.labels.add(self.identifier())
            self.expect(">>")

    def end_label(self) -> None:
        if self.word() not in (";", ""):
            self.identifier()

    def block(self) -> None:
        if self.accept("declare"):
            self.declarations()
        self.expect("begin")
        self.statements("exception", "end")
        if self.accept("exception"):
            while self.accept("when"):
                self.skip_to("then")  # names of conditions: no SQL
                self.statements("when", "end")
        self.expect("end")
        self.end_label()

    def statements(self, *ends: str) -> None:
        """Statements up to one of these words, which is left to be read."""
        while self.word() not in ends or self.is_assignment():
            self.label()
            if self.is_assignment():
                self.assignment()
                continue
            word = self.word()
            read = _STATEMENTS.get(word)
            if read is not None:
                self.position += 1
                read(self)
            elif word in RESERVED or word in (";", ""):
                raise self.fail("expected a statement")
            else:
                self.sql()

    def is_assignment(self) -> bool:
        """At a statement's start, only what is assigned to has one of these behind it (plpgsql_yylex)."""
        if self.tokens.kind(self.position) == "PARAM":
            return True
        return self.is_name() and self.tokens.raw(self.after_name()) in (":=", "=", "[", ".")

    def assignment(self) -> None:
        first, behind = self.span(":=", "=")
        if any(self.tokens.raw(index) == "[" for index in range(first, behind)):
            self.add("expression", first, behind)  # a subscript is SQL too
        self.position += 1
        self.expression(";")

    # statements with statements inside; their first word has been read

    def nested_declare(self) -> None:
        self.position -= 1
        self.block()
        self.expect(";")

    def if_(self) -> None:
        self.expression("then")
        self.statements("elsif", "elseif", "else", "end")
        while self.accept("elsif") or self.accept("elseif"):
            self.expression("then")
            self.statements("elsif", "elseif", "else", "end")
        if self.accept("else"):
            self.statements("end")
        self.expect("end", "if", ";")

    def case(self) -> None:
        kind = "expression"
        if self.word() != "when":
            self.add("expression", *self.span("when"))
            kind = "values"
        while self.accept("when"):
            self.expression("then", kind=kind)
            self.statements("when", "else", "end")
        if self.accept("else"):
            self.statements("end")
        self.expect("end", "case", ";")

    def loop(self) -> None:
        self.statements("end")
        self.expect("end", "loop")
        self.end_label()
        self.expect(";")

    def while_(self) -> None:
        self.expression("loop")
        self.loop()

    def for_(self) -> None:
        name = self.chain()
        while self.accept(","):
            self.chain()
        self.expect("in")
        if self.accept("execute"):
            self.dynamic("loop")
        elif self.loops_over_cursor():
            self.identifier()
            self.cursor_arguments()
            self.expect("loop")
        else:
            self.accept("reverse")
            first, behind = self.span("..", "loop")
            if self.accept("loop"):
                self.add("statement", first, behind)
            else:
                self.expect("..")
                self.add("expression", first, behind)
                if self.expression("loop", "by") == "by":
                    self.expression("loop")
                self.variables.update(name)
        self.loop()

    def loops_over_cursor(self) -> bool:
        """Whether a cursor's name, perhaps with arguments, is all there is before LOOP: no query is."""
        if not self.is_name() or self.word() in _QUERY_WORDS:
            return False
        behind, depth = self.after_name(), 0
        while self.tokens.raw(behind) == "(" or depth > 0:
            here = self.tokens.raw(behind)
            if here == "":
                return False
            depth += (here == "(") - (here == ")")
            behind += 1
        return self.tokens.word(behind) == "loop"

    def foreach(self) -> None:
        self.chain()
        while self.accept(","):
            self.chain()
        if self.accept("slice"):
            self.position += 1
        self.expect("in", "array")
        self.expression("loop")
        self.loop()

    # statements without statements inside

    def nothing(self) -> None:
        """A statement without SQL."""
        self.skip_to(";")

    def leave(self) -> None:
        """EXIT and CONTINUE."""
        if self.word() not in ("when", ";"):
            self.identifier()
        if self.accept("when"):
            self.expression(";")
        else:
            self.expect(";")

    def return_(self) -> None:
        if self.accept("query"):
            if self.accept("execute"):
                self.dynamic(";")
            else:
                self.expression(";", kind="statement")
            return
        self.accept("next")
        if not self.accept(";"):
            self.expression(";")

    def perform(self) -> None:
        self.position -= 1
        first, behind = self.span(";")
        start = self.tokens.end(first)
        text = " SELECT" + self.body[start : self.tokens.end(behind - 1)]
        self.add("statement", first, behind, text)
        self.expect(";")

    def execute(self) -> None:
        end = self.expression("into", "using", ";", dynamic=True)
        while end != ";":
            if end == "into":
                self.position -= 1
                self.into()
                end = self.word()
                self.position += 1
                if end not in ("using", ";"):
                    raise self.fail("expected USING or ;")
            else:
                end = self.expression(",", "into", ";")

    def dynamic(self, last: str) -> None:
        """The string after EXECUTE and its USING, up to the word ``last``."""
        if self.expression("using", last, dynamic=True) == "using":
            while self.expression(",", last) == ",":
                pass

    def raise_(self) -> None:
        if self.word() in _RAISE_LEVELS:
            self.position += 1
        if self.tokens.kind(self.position) in ("SCONST", "USCONST"):
            self.position += 1
            end = self.word()
            self.position += 1
            while end == ",":
                end = self.expression(",", "using", ";")
        else:
            while self.word() not in ("using", ";", ""):
                self.position += 1  # a condition's name or SQLSTATE
            end = self.word()
            self.position += 1
        if end == "using":
            end = ","
            while end == ",":
                self.identifier()
                if not self.accept(":="):
                    self.expect("=")
                end = self.expression(",", ";")
        if end != ";":
            raise self.fail("expected ;")

    def assert_(self) -> None:
        if self.expression(",", ";") == ",":
            self.expression(";")

    def open(self) -> None:
        self.chain()
        if self.accept("scroll") or self.accept("no", "scroll"):
            pass
        if self.accept("for"):
            if self.accept("execute"):
                self.dynamic(";")
            else:
                self.expression(";", kind="statement")
            return
        self.cursor_arguments()
        self.expect(";")

    def cursor_arguments(self) -> None:
        if not self.accept("("):
            return
        end = ","
        while end == ",":
            if self.is_name() and self.tokens.raw(self.after_name()) in (":=", "=>"):
                self.identifier()
                self.position += 1
            end = self.expression(",", ")")

    def fetch(self) -> None:
        """FETCH and MOVE, whose direction may hold an expression; FROM or IN ends it."""
        depth, behind = 0, self.position
        while (word := self.tokens.word(behind)) not in ("from", "in") or depth:
            if word in ("into", ";", ""):
                self.nothing()
                return
            depth += (word == "(") - (word == ")")
            behind += 1
        for word in ("next", "prior", "first", "last", "all", "absolute", "relative", "forward", "backward"):
            self.accept(word)
        if self.position < behind:
            self.add("expression", self.position, behind)
        self.nothing()


_STATEMENTS: dict[str, Callable[[Reader], None]] = {
    "assert": Reader.assert_,
    "begin": Reader.nested_declare,
    "case": Reader.case,
    "close": Reader.nothing,
    "commit": Reader.nothing,
    "continue": Reader.leave,
    "declare": Reader.nested_declare,
    "execute": Reader.execute,
    "exit": Reader.leave,
    "fetch": Reader.fetch,
    "for": Reader.for_,
    "foreach": Reader.foreach,
    "get": Reader.nothing,
    "if": Reader.if_,
    "loop": Reader.loop,
    "move": Reader.fetch,
    "null": Reader.nothing,
    "open": Reader.open,
    "perform": Reader.perform,
    "raise": Reader.raise_,
    "return": Reader.return_,
    "rollback": Reader.nothing,
    "while": Reader.while_,
}
"""How a statement is read that is not plain SQL, by its first word."""
