"""Migrations to a catalog, without a server: every statement's effect in turn, and what could not be read."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence

from fixer.catalog.catalog import NEWEST, Catalog
from fixer.catalog.objects import External, Grant, Object, Origin, Schema
from fixer.catalog.resolve import resolve
from fixer.ddl import run
from fixer.ddl.any_object import own_rights
from fixer.ddl.any_object.temporary import let_go
from fixer.ddl.base import STATEMENTS, Session
from fixer.ddl.bodies.read_otherwise import say_what_is_read_otherwise
from fixer.ddl.constraints import not_null
from fixer.ddl.rare.beyond import CLUSTER_WIDE
from fixer.ddl.take_effect import take_effect
from fixer.ddl.texts.assumed import assumed_functions, assumed_types
from fixer.layouts.base import MigrationSource
from fixer.model import Diagnostic, FixerError, Location, ObjectRef
from fixer.registry import PLATFORM_EXTENSIONS, PLATFORM_SCHEMAS, PendingStatement
from fixer.sql import parse
from fixer.sql.names import Name, names, names_in_body, temporary_tables, temporary_tables_in_body
from fixer.sql.parse import Node, Offsets, SqlSyntaxError
from fixer.sql.plpgsql import BodyNotUnderstood
from fixer.sql.quote import identifier, target
from fixer.sql.script import Lines, clean, encodings, not_followed
from fixer.sql.tokens import Tokens
from fixer.values import Value, replace

DEFAULT_PATH = ("public",)
_OPENING = re.compile(r"\$\w*\$|'")
_FUNCTION_KINDS = ("CreateFunctionStmt",)
_PROGRAMS = frozenset({"DoStmt", "CallStmt", "SelectStmt"})
"""What they run is known in part at best, so that nothing they leave to be said is a misfit."""
_GRANTED = ("TABLES", "SEQUENCES", "FUNCTIONS")
_CLIENTS = "postgres, anon, authenticated, service_role"
"""The roles that Supabase lets at everything new in public (supabase/postgres, its initial schema)."""
_BETWEEN_REPORTS = 256
"""Statements from one report of progress to the next: a report costs about as much as a short statement."""


_TEMPORARY = [
    re.compile(pattern)  # each begins with what is looked for as it is, which is fast
    for pattern in (
        r"temp(?<!\wtemp)(?:orary)?\b",
        r"pg_temp\"?\s*\.",
        r"search_path\W*(?:to\W*)?pg_temp",
    )
]
"""What a file says that makes something for its session alone. That pg_temp stands last in a function's path makes nothing."""


class Replayed(Value, frozen=True):
    """What a folder of migrations makes: the catalog, the statements that are still pending, and what there is to say."""

    catalog: Catalog
    pending: tuple[PendingStatement, ...]
    diagnostics: tuple[Diagnostic, ...]
    files: dict[str, str]
    """The text of each file as it was read, by path."""
    lines: dict[str, Lines]
    roles: tuple[str, ...]
    """The roles that are named, those that it creates among them."""
    extents: dict[str, list[tuple[int, int, tuple[ObjectRef, ...]]]]
    """By path: start and end of each statement, and the objects it changed."""


class Ran(Value, frozen=True):
    """A statement that was run, and where it stands. ``misfits`` says what of the schema it met did not fit it."""

    sql: str
    kind: str
    node: Node
    location: Location
    line: str
    modelled: bool
    misfits: tuple[str, ...]

    @property
    def followed(self) -> bool:
        """Whether the catalog has all that it changed in the schema."""
        return self.kind in CLUSTER_WIDE or (self.modelled and not self.misfits)


class Seen(Value, frozen=True):
    """A database before and after a migration ran there, as it was introspected; ``after`` is a layer on ``before``."""

    server: str
    """Which one, in words: PostgreSQL 15.18."""
    before: Catalog
    after: Catalog


class Step(Value, frozen=True):
    """One migration: the catalog it met, the one it leaves (a layer on top of it), and what was run.

    ``seen`` is set where what it does is known from a database, and not from its statements alone.
    """

    source: MigrationSource
    before: Catalog
    after: Catalog
    statements: tuple[Ran, ...]
    seen: Seen | None = None


def newer(sources: Sequence[MigrationSource], catalog: Catalog) -> Sequence[MigrationSource]:
    """The migrations at the end of a folder that a schema has not had yet: all of them fit it, one after the other."""
    start = 0
    while start < len(sources):
        layer = catalog.overlay()
        misfits = (
            number
            for number, step in enumerate(steps(sources[start:], layer))
            if any(ran.misfits for ran in step.statements)
        )
        last = next(misfits, None)
        if last is None:
            break
        start += last + 1
    return sources[start:]


def steps(
    sources: Sequence[MigrationSource],
    base: Catalog | None = None,
    settled: Callable[[Step], Step] = lambda step: step,
) -> Iterator[Step]:
    """The migrations one by one, as ``replay`` runs them. A step's catalogs hold until the next one is asked for.

    ``base`` is what they meet, and is written to. ``settled`` may put another catalog after a step, a layer on what
    was before it too. Raises FixerError for SQL that does not parse, with the place.
    """
    state = _State(start() if base is None else base, set(), False)
    before = state.catalog
    for source in sources:
        state.catalog = before.overlay()
        ran: list[Ran] = []
        for _offset in state.file(source, ran):
            pass
        step = settled(Step(source, before, state.catalog, tuple(ran)))
        yield step
        before = step.after.commit()


def start(platform: str = "plain", major: int | None = None) -> Catalog:
    """What every new database of a platform has: the schema public, as initdb makes it, its privileges and those of new
    objects, the platform's extensions, and Supabase's publication, which has no tables yet.

    ``major`` is the version of PostgreSQL, where somebody says it.
    """
    catalog = Catalog()
    catalog.guessed = major is None
    catalog.major = major = major or NEWEST
    catalog.names_not_null = not catalog.guessed and not_null.is_constraint(catalog)
    public = ObjectRef("schema", "", "public")
    grants = tuple(Grant("", right) for right in ("USAGE", "CREATE")) if major < 15 else None
    catalog.put(Schema(public, id=catalog.new_id(), comment="standard public schema", grants=grants))
    for name in sorted(PLATFORM_SCHEMAS.get(platform, ())):
        catalog.external(ObjectRef("schema", "", name))
    for name, schema in PLATFORM_EXTENSIONS.get(platform, {}).items():
        run.apply(catalog, f"CREATE EXTENSION {identifier(name)} SCHEMA {identifier(schema)}")
    if platform == "supabase":
        catalog.runner = "postgres"
        run.apply(catalog, "CREATE PUBLICATION supabase_realtime")
        run.apply(catalog, f"GRANT USAGE ON SCHEMA public TO {_CLIENTS}")
        for kind in _GRANTED:
            run.apply(catalog, f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON {kind} TO {_CLIENTS}")
    return catalog


def replay(
    sources: Sequence[MigrationSource],
    pending: Collection[str] = (),
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _total: None,
    extents: bool = False,
    base: Catalog | None = None,
) -> Replayed:
    """Runs the migrations in order on an empty catalog that holds what every database has (the schema public).

    ``pending`` are the paths of files that have not been applied anywhere. ``extents`` also notes which statement
    changed what, for findings that name a place. ``base`` is what they meet (a live database's
    catalog). Raises FixerError for SQL that does not parse, with the place.
    """
    catalog = start() if base is None else base
    state = _State(catalog, set(pending), extents)
    total = sum(len(source.text) for source in sources)
    before = 0
    for source in sources:
        for number, offset in enumerate(state.file(source)):
            if number % _BETWEEN_REPORTS == 0:
                progress("reading", before + offset, total)
        before += len(source.text)
    progress("reading", total, total)
    roles = state.externals()
    return Replayed(
        catalog,
        tuple(state.pending),
        tuple(state.diagnostics),
        state.files,
        state.lines,
        roles,
        state.extents,
    )


_DUMPED = re.compile(r"\s*--\r?\n-- PostgreSQL database dump\b")
"""How a dump begins: all that pg_dump names was there, and is not looked for."""


class _State:
    def __init__(self, catalog: Catalog, pending_paths: set[str], with_extents: bool):
        self.catalog, self.pending_paths, self.with_extents = catalog, pending_paths, with_extents
        self.pending: list[PendingStatement] = []
        self.diagnostics: list[Diagnostic] = []
        self.files: dict[str, str] = {}
        self.lines: dict[str, Lines] = {}
        self.extents: dict[str, list[tuple[int, int, tuple[ObjectRef, ...]]]] = {}
        self.roles: dict[str, bool | None] = {}
        self.exact = True
        """Whether all is followed that was run so far."""
        self.there = {item.ref for item in catalog.objects(External)}
        """What a database has of others' and a platform brings: nobody has to assume it."""

    def file(self, source: MigrationSource, ran: list[Ran] | None = None) -> Iterator[int]:
        """Runs a file's statements, and adds them to ``ran``; yields where each starts before it is run."""
        text = clean(source.text)
        lines = Lines(source.path, source.text)
        self.files[source.path], self.lines[source.path] = source.text, lines
        may_undo = re.search(r"\b(rollback|abort)\b", text, re.IGNORECASE) is not None
        low = text.lower()
        temporary = any(pattern.search(low) for pattern in _TEMPORARY)
        for offset, command in not_followed(source.text):
            self.note(lines, offset, f"psql's {command} is not followed: what it would run is missing here")
        self.exact = self.exact and not self.diagnostics
        exact = self.exact and _DUMPED.match(source.text) is None
        session = Session(DEFAULT_PATH, roles=self.roles, keeps=may_undo, temporary=temporary, exact=exact)
        told = deque(encodings(source.text))
        try:
            for piece, kind, node in parse.stream(text):
                yield piece.start
                while told and told[0][0] < piece.start:
                    session.settings.set("client_encoding", told.popleft()[1])
                self.statement(source.path, text, piece, kind, node, session, lines, ran)
        except SqlSyntaxError as error:
            raise FixerError(
                error.message,
                lines.location(error.offset),
                lines.line(error.offset),
                error.hint,
            ) from None
        if temporary:  # each file is a session of its own
            for ref in [item.ref for item in self.catalog.objects(Object) if item.ref.schema == "pg_temp"]:
                self.catalog.remove(ref)
        for start, message in own_rights.said(self.catalog, session):
            self.note(lines, start, message)
            for at, one in enumerate(ran or ()):
                if ran is not None and one.location == lines.location(start):
                    ran[at] = replace(one, modelled=False)

    def statement(
        self,
        path: str,
        text: str,
        piece: slice,
        kind: str,
        node: Node,
        session: Session,
        lines: Lines,
        ran: list[Ran] | None,
    ) -> None:
        sql, start = text[piece], piece.start
        session.origin = Origin(path, text, start, piece.stop)
        cls = STATEMENTS.get(kind)
        if cls is None:
            if ran is not None:
                ran.append(Ran(sql, kind, node, lines.location(start), lines.line(start), False, ()))
            if self.with_extents:
                self.extents.setdefault(path, []).append((start, piece.stop, ()))
            self.note(lines, start, f"{_words(kind)} is not modelled: it may have changed the schema")
            return
        if session.transient:
            let_go(kind, sql, self.catalog, session)
        before = self.catalog if path in self.pending_paths else None
        unresolved = (
            list(_pending_names(sql, kind, node, self.catalog, session)) if before is not None else []
        )
        layer = self.catalog.overlay() if self.with_extents else self.catalog
        take_effect(cls(node, sql), layer, session)
        say_what_is_read_otherwise(kind, sql, session)
        if self.with_extents:
            changed = tuple(ref for ref, _before, _after in layer.changes(self.catalog))
            layer.commit()
            self.extents.setdefault(path, []).append((start, piece.stop, changed))
        if before is not None:
            resolved = tuple(self.settled(name, ref, session) for name, ref in unresolved)
            kept = tuple((name, ref) for name, ref in resolved if ref is not None)
            self.pending.append(PendingStatement(path, start, sql, lines.location(start), kept))
        if ran is not None:
            place, line = lines.location(start), lines.line(start)
            misfits = () if kind in _PROGRAMS else tuple(session.misfits)
            told = len(session.notes) == len(misfits) and not session.elsewhere
            ran.append(Ran(sql, kind, node, place, line, told, misfits))
        self.exact = session.exact = session.exact and not session.notes and not session.elsewhere
        session.elsewhere = False
        if session.notes:
            for message in dict.fromkeys(session.notes):
                self.note(lines, start, message)
            session.notes.clear()
            session.misfits.clear()

    def settled(self, name: Name, ref: ObjectRef | None, session: Session) -> tuple[Name, ObjectRef | None]:
        """What the statement itself creates is known only after it."""
        return name, ref or resolve(self.catalog, name, session.search_path)

    def note(self, lines: Lines, offset: int, message: str) -> None:
        self.diagnostics.append(Diagnostic("warning", message, lines.location(offset)))

    def externals(self) -> tuple[str, ...]:
        """Notes what the input refers to and never creates; gives the roles that it names."""
        found = sorted(target(i.ref) for i in self.catalog.objects(External) if i.ref not in self.there)
        roles = sorted(role for role in self.roles if role)
        types = sorted(map(str, assumed_types(self.catalog)))
        functions = sorted(map(target, assumed_functions(self.catalog)))
        every = (("relation", found), ("type", types), ("function", functions), ("role", roles))
        for what, listed in every:
            if listed:
                plural = "s" if len(listed) > 1 else ""
                text = f"external {what}{plural}, assumed to exist: {', '.join(listed)}"
                self.diagnostics.append(Diagnostic("info", text))
        return tuple(roles)


def _words(kind: str) -> str:
    """``CreateEventTrigStmt`` as people read it."""
    spaced = "".join(f" {letter}" if letter.isupper() else letter for letter in kind.removesuffix("Stmt"))
    return spaced.strip().upper()


def _pending_names(
    sql: str, kind: str, node: Node, catalog: Catalog, session: Session
) -> Iterator[tuple[Name, ObjectRef | None]]:
    """Each written name of a pending statement, those in a function's body included, with what it means so far."""
    try:
        temporary = temporary_tables(sql)
        found = list(names(sql))
        if kind in _FUNCTION_KINDS:
            found += _body_names(node, sql)
    except (SqlSyntaxError, BodyNotUnderstood, ValueError):
        return
    for name in found:
        if name.start >= 0 and not (len(name.parts) == 1 and name.parts[0] in temporary):
            yield name, resolve(catalog, name, session.search_path)


def _body_names(node: Node, sql: str) -> list[Name]:
    """The names in a body between dollar signs or plain quotes, at their offsets in the statement."""
    options = {item["DefElem"]["defname"]: item["DefElem"] for item in node.get("options", [])}
    tokens = Tokens(sql)
    written = options.get("as")
    if written is None or "language" not in options:
        return []
    at = tokens.at(Offsets(sql).char(written["location"])) + 1
    opening = _OPENING.match(sql, tokens.start(at))
    if opening is None:
        return []
    start, text = opening.end(), sql[opening.end() : tokens.end(at) - len(opening[0])]
    quoted = opening[0] == "'"
    text = text.replace("''", "'") if quoted else text

    def place(offset: int) -> int:
        return start + offset + (text.count("'", 0, offset) if quoted else 0)

    language = options["language"]["arg"]["String"]["sval"].lower()
    hidden = temporary_tables_in_body(language, text)
    return [
        Name(name.kind, name.parts, place(name.start), place(name.end), name.arguments)
        for name in names_in_body(language, text)
        if name.start >= 0 and not (len(name.parts) == 1 and name.parts[0] in hidden)
    ]
