"""The ways back of edited migrations: without what the new migrations take back before they are run."""

from __future__ import annotations

from dataclasses import dataclass, field

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import DdlError, Session
from fixer.ddl.run import apply
from fixer.fixing.in_place import Written
from fixer.model import Diagnostic, Edit, FileEdit, Location
from fixer.planner.edits import Accepted, otherwise
from fixer.registry import Back, Drafts, PendingStatement
from fixer.sql.parse import SqlSyntaxError, slices
from fixer.sql.script import Lines, clean

_LATER = "taken back by the way back of a later migration"
_NEVER = "nothing to take back: the migration does not make it any more"


@dataclass
class Backs:
    """The edits by file, and which ways back do not lead back."""

    edits: list[FileEdit] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


@dataclass
class _Run:
    """A catalog on its way back, and the settings of the file that runs."""

    catalog: Catalog
    session: Session = field(default_factory=Session)

    def misfit(self, sql: str) -> str | None:
        """Runs a statement; what does not fit, in which case nothing has happened."""
        layer = self.catalog.overlay()
        self.session.misfits.clear()
        try:
            apply(layer, sql, self.session)
        except (DdlError, SqlSyntaxError):
            return None  # not modelled: nobody can tell
        if self.session.misfits:
            return self.session.misfits[0]
        layer.commit()
        return None


def ways_back(accepted: Accepted, drafts: Drafts) -> Backs:
    """The ways back of all files that wait, last to first, behind those of the new migrations.

    A statement that fits what the files leave as they are, and not what they leave edited, undoes what is undone.
    """
    found = Backs()
    edited, written = (_Run(drafts.remade(edits).overlay()) for edits in (accepted.edits, ()))
    meant = {ref for one in accepted.edited for ref in one.fix.remakes}
    rules = {edit.path: one.fixer.rule for one in reversed(accepted.edited) for edit in one.fix.edits}
    moving = {edit.path for one in accepted.edited if one.rendered.statements for edit in one.fix.edits}
    for path in reversed(list(drafts.files)):
        back = drafts.backs.get(path)
        if back is None:
            break  # nobody knows what the earlier ones meet
        edits = _edits(back, edited, written, _LATER if path in moving else _NEVER)
        if edits:
            rule = rules.get(path, next(iter(rules.values())))
            found.edits.append(FileEdit(back.path, rule, (), tuple(edits)))
    else:
        last = next(iter(drafts.backs.values()), None)
        left = otherwise(edited.catalog, written.catalog, meant)
        if left and last is not None:
            text = f"the ways back from here on do not restore {', '.join(left)} any more: mend them by hand"
            found.diagnostics.append(Diagnostic("warning", text, Location(last.path, 1, 1)))
    return found


def _edits(back: Back, edited: _Run, written: _Run, note: str) -> list[Edit]:
    edits: list[Edit] = []
    edited.session, written.session = Session(), Session()
    text, lines = clean(back.half), Lines(back.path, back.text)
    try:
        pieces = slices(text)
    except SqlSyntaxError:
        return []
    for piece in pieces:
        sql = text[piece]
        before, after = written.misfit(sql), edited.misfit(sql)
        if after is None or before is not None:
            continue
        place = lines.location(piece.start)
        statement = Written(PendingStatement(back.path, piece.start, sql, place))
        edits += _taken_out(statement, edited, back, note)
    return edits


def _taken_out(statement: Written, edited: _Run, back: Back, note: str) -> list[Edit]:
    """The statement without the subcommands that do not fit; without any, ``note`` in its place."""
    commands = statement.commands() if statement.kind == "AlterTableStmt" else []
    head = statement.text[: commands[0].start] if commands else ""
    gone = [c for c in commands if edited.misfit(head + statement.text[c.start : c.end]) is not None]
    if len(gone) < len(commands):
        return statement.without(commands, gone)
    return [statement.replaced(back.text, note)]
