"""CSV as psql writes it, with the place of each record."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator

from fixer.findings.file_text import FileText


def records(whole: FileText, header: bool = False) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV behind its header, or the header alone, each with its place."""
    text = whole.text
    fed = 0

    def feed() -> Iterable[str]:
        nonlocal fed
        for line in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text):
            fed = line.end()
            yield line[0]

    reader = csv.reader(feed(), strict=True)
    begin, seen = 0, False
    try:
        for row in reader:
            if not seen and row:
                seen = True
                if header:
                    yield begin, row
                    return
            elif row:
                yield begin, row
            begin = fed
    except csv.Error as error:
        raise whole.error(min(begin, len(text) - 1), f"malformed CSV: {error}") from None
