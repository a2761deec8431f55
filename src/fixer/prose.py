"""What the words of a review say to those who read prose: what is written as code in it, and the objects that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Table
from fixer.model import Finding, ObjectRef


def codes(data: Mapping[str, Any]) -> list[str]:
    """What stands as code in a section and in its bullets, in that order, each once."""
    texts = (*data.get("said", ()), *data.get("items", ()))
    return list(dict.fromkeys(code for _text, listed in texts for code in listed))


def shortened(text: str, most: int = 80) -> str:
    """A text on one line, so long that it can be a title: what is cut off is seen to be."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def named(finding: Finding) -> Iterator[ObjectRef]:
    """The object that a finding is about, and those that its words name."""
    refs = (finding.target, *finding.data.get("named", ()))
    return (ref for ref in refs if isinstance(ref, ObjectRef))


def named_tables(finding: Finding, catalog: Catalog) -> Iterator[Table]:
    """The tables among these."""
    tables = (catalog.find(ref, Table) for ref in named(finding) if ref.kind == "table")
    return (table for table in tables if table is not None)
