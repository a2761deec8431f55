"""The proof section of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fixer.model import Access, Verification
from fixer.report import safe
from fixer.report.proof import COMMANDS, TITLES, details, headline, line_of, reach, remarks


def text(verification: Verification) -> str:
    """The section, the same to the byte for the same proofs."""
    lines = ["### Proof", "", _cell(headline(verification)), ""]
    rows = any(proof.rows for proof in verification.proofs)
    if verification.proofs:
        lines += _table(
            TITLES if rows else TITLES[:-1],
            (
                (f"`{proof.path}`", *(cell for cell, _good in line_of(proof, rows).cells))
                for proof in verification.proofs
            ),
        )
    for proof in verification.proofs:
        for listed in (details(proof), remarks(proof)):
            if listed:
                lines += [
                    f"**{_cell(proof.path)}**",
                    "",
                    "```",
                    *(safe.block(line) for line in listed),
                    "```",
                    "",
                ]
    access = [item for proof in verification.proofs for item in proof.access]
    if access:
        lines += ["Who reaches whose rows, before → after:", ""]
        lines += _table(("table", "who", *COMMANDS), (_row(item) for item in access))
    lines += [f"- No rows for `{_cell(table)}`: {_cell(why)}" for table, why in verification.unfilled]
    lines += [f"- {_cell(note)}" for note in verification.notes]
    return "\n".join(lines).rstrip() + "\n"


def _row(access: Access) -> Sequence[str]:
    pairs = zip(reach(access, "before"), reach(access, "after"), reach(access, "promised"), strict=True)
    cells = [
        f"{was} → {now}{'' if now == wanted else f' (**promised: {wanted}**)'}"
        if was != now or now != wanted
        else now
        for was, now, wanted in pairs
    ]
    return (f"`{access.table}`", access.who, *cells)


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(titles)} |", f"|{'|'.join(' --- ' for _title in titles)}|"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return [*lines, ""]


def _cell(value: str) -> str:
    return safe.line(value).replace("|", "\\|").replace("<", "&lt;")
