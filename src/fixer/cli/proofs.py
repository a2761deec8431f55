"""``fixer verify``, and ``fixer apply --verify``.

What takes long to import is imported while the scratch server starts.
"""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fixer.interrupts import ending_is_interrupting
from fixer.verify.starting import starting

if TYPE_CHECKING:
    from collections.abc import Callable

    from fixer.cli.options import Options
    from fixer.model import Verification
    from fixer.request import Outcome, Request


def verify(options: Options, server: str | None, rows: int, files: bool, output_format: str) -> int:
    """Proves, and prints the proofs. 1 where a migration is not proved, or there are some and none has a way back; else 0.

    Raises FixerError, of a written migration that does not go up once the proofs of those before it are printed.
    """
    with ending_is_interrupting(), starting(server) as opener:
        from fixer import proving
        from fixer.cli import resolve
        from fixer.report.console import console
        from fixer.report.progress import DelayedProgress

        show = _shown(output_format)
        request = resolve.request(options, Path.cwd(), os.environ)
        with DelayedProgress(console(sys.stderr)) as progress:
            request = dataclasses.replace(request, progress=progress)
            if files:
                verification = proving.written(request, rows, opener)
            else:
                wanted = proving.Wanted(server, rows)
                _outcome, verification = proving.planned_and_proved(request, wanted, opener)
    show(verification)
    if verification.stopped is not None:
        sys.stdout.flush()
        raise verification.stopped
    return int(not verification.proved)


def only_proved(request: Request, server: str | None, rows: int) -> tuple[Outcome, bool]:
    """The plan of what is proved, and whether something had to be left out, which is said on standard error."""
    from fixer import proving
    from fixer.report.console import console
    from fixer.report.progress import DelayedProgress
    from fixer.report.safe import block

    with DelayedProgress(console(sys.stderr)) as progress:
        request = dataclasses.replace(request, progress=progress)
        outcome, verification, left = proving.only_proved(request, proving.Wanted(server, rows))
    for proof in left:
        print(block(f"left out: {proof.path}: {proof.problems[0]}"), file=sys.stderr)
    if verification.proofs:
        print(f"{len(verification.proofs)} proved on {verification.server}", file=sys.stderr)
    return outcome, bool(left)


def _shown(output_format: str) -> Callable[[Verification], None]:
    """What prints proofs in a format."""
    from fixer.report import proof_document, proof_markdown, proof_text
    from fixer.report.console import console, write

    if output_format == "json":
        return lambda verification: write(proof_document.text(verification))
    if output_format == "markdown":
        return lambda verification: write(proof_markdown.text(verification))
    return lambda verification: proof_text.render(verification, console())
