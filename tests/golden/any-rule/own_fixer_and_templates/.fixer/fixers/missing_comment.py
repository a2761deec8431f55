"""The project's own: the comment is the name."""

from collections.abc import Iterable

from fixer.api import Applicability, Catalog, Finding, Fix, Operation, Options, Problem, Table

rule = "missing-comment"
promise = "Every table is named."
slug = "comments"
answers: dict[str, tuple[str, ...]] = {}
applicability = Applicability.SAFE


def detect(catalog: Catalog, options: Options) -> Iterable[Problem]:
    return [Problem(table.ref, "has no comment") for table in catalog.objects(Table) if table.comment is None]


def fix(finding: Finding, catalog: Catalog, options: Options) -> Fix:
    ref = finding.target
    return Fix(
        finding,
        title=ref.name,
        why="Say what the tables are for.",
        slug=f"comment_{ref.name}",
        operations=(Operation("comment", {"object": ref, "table": None, "text": f"See wiki/{ref.name}."}),),
    )
