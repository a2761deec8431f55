"""The proof section of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fixer.model import Access, Verification
from fixer.report.markdown import code, fenced, prose
from fixer.report.proof import COMMANDS, TITLES, details, good, headline, line_of, reach, remarks


def text(verification: Verification) -> str:
    """The section, the same to the byte for the same proofs."""
    lines = ["### Proof", "", prose(headline(verification)), ""]
    rows = any(proof.rows for proof in verification.proofs)
    shown = (*verification.proofs, *verification.measured)
    if shown:
        lines += _table(
            TITLES if rows else TITLES[:-1],
            (
                (code(proof.path), *(prose(cell) for cell, _good in line_of(proof, rows).cells))
                for proof in shown
            ),
        )
    for proof in shown:
        for listed in (details(proof), remarks(proof)):
            if listed:
                lines += [
                    f"**{code(proof.path)}**",
                    "",
                    fenced("\n".join(listed)),
                    "",
                ]
    access = [item for proof in verification.proofs for item in proof.access]
    if access:
        lines += ["Who reaches whose rows, before → after:", ""]
        lines += _table(("table", "who", *COMMANDS), (_row(item) for item in access))
    lines += [f"- Rows are missing in {code(table)}: {prose(why)}" for table, why in verification.unfilled]
    lines += [f"- {prose(note)}" for note in verification.notes]
    return "\n".join(lines).rstrip() + "\n"


def _row(access: Access) -> Sequence[str]:
    told = (reach(access, when) for when in ("before", "after", "promised"))
    cells = []
    for was, now, wanted, fine in zip(*told, good(access), strict=True):
        changed = prose(now) if was == now and fine else f"{prose(was)} → {prose(now)}"
        # of somebody else's policies that fail it is not known what they promise: the error is all there is to say
        cells.append(changed if now == wanted else f"{changed} (**promised: {prose(wanted)}**)")
    return (code(access.table), prose(access.who), *cells)


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(titles)} |", f"|{'|'.join(' --- ' for _title in titles)}|"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return [*lines, ""]
