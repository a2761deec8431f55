"""The proofs for a person: a table, then what is wrong, then who may do what."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fixer.model import Access, Proof, Verification
from fixer.report import safe
from fixer.report.console import print_table, printed
from fixer.report.name import Name
from fixer.report.proof import COMMANDS, TITLES, details, good, headline, line_of, reach, remarks

_NAMING = ("migration", "way back")
"""The columns with names in them, which share what room there is."""


def render(verification: Verification, console: Console) -> None:
    """Prints the proofs. In a pipe the same proofs give the same bytes."""

    shown = (*verification.proofs, *verification.measured)

    def draw(target: Console) -> None:
        if shown:
            print_table(_table(shown, target.is_terminal), target)
        for proof in shown:
            _listed(target, proof.path, details(proof), "red" if not proof.proved else "dim")
            _listed(target, proof.path, remarks(proof), "yellow")
        access = [item for proof in verification.proofs for item in proof.access]
        if access:
            print_table(_access(access), target)
        for table, why in verification.unfilled:
            target.print(
                Text(f"  rows are missing in {safe.line(table)}: {safe.line(why)}", "yellow"), soft_wrap=True
            )
        for note in verification.notes:
            target.print(Text(f"  note  {safe.line(note)}", "dim"), soft_wrap=True)
        target.print(Text(headline(verification)), soft_wrap=True)

    printed(draw, console)


def _listed(target: Console, path: str, lines: Iterable[str], style: str) -> None:
    lines = list(lines)
    if not lines:
        return
    target.print(Text(f"  {safe.line(path)}", style), soft_wrap=True)
    for line in lines:
        indented = safe.block(line).replace("\n", "\n    ")
        target.print(Text(f"    {indented}"), soft_wrap=True)
    target.print()


def _table(proofs: Sequence[Proof], narrow: bool) -> Table:
    """``narrow``: names are folded where it is too wide."""
    rows = any(proof.rows for proof in proofs)
    table = Table.grid(padding=(0, 2, 0, 0))
    titles = TITLES if rows else TITLES[:-1]
    for title in titles:
        table.add_column(Text(title, "dim"), no_wrap=not narrow or title not in _NAMING, overflow="fold")
    table.add_row(*(Text(title, "dim") for title in titles))
    for proof in proofs:
        line = line_of(proof, rows)
        cells = [
            Name(text, {True: "green", False: "bold red", None: "dim"}[good]) for text, good in line.cells
        ]
        table.add_row(Name(safe.line(posixpath.basename(line.migration)), "bold"), *cells)
    return table


def _access(listed: Iterable[Access]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    titles = ("whose rows", "", *COMMANDS)
    for _title in titles:
        table.add_column(no_wrap=True)
    table.add_row(*(Text(title, "dim") for title in titles))
    shown = ""
    for access in listed:
        name = access.table if access.table != shown else ""
        shown = access.table
        before, after = (reach(access, when) for when in ("before", "after"))
        cells = []
        for was, now, fine in zip(before, after, good(access), strict=True):
            text = now if was == now else f"{was} → {now}"
            cells.append(Text(safe.line(text), "" if fine else "bold red"))
        table.add_row(Text(safe.line(name), "bold"), Text(safe.line(access.who)), *cells)
    return table
