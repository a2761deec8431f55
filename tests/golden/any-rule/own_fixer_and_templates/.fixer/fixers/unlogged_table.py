"""Tables that a crash empties.

What is wrong: the table is UNLOGGED.

What is done: SET LOGGED. It rewrites the table under ACCESS EXCLUSIVE.
"""

from collections.abc import Iterable

from fixer.api import Applicability, Catalog, Finding, Fix, Operation, Options, Problem, Table, target

rule = "unlogged-table"
promise = "Tables survive a crash."
slug = "set_logged"
answers = {"somelinter": ("no-unlogged-tables",)}
applicability = Applicability.UNSAFE


def detect(catalog: Catalog, options: Options) -> Iterable[Problem]:
    for table in catalog.objects(Table):
        if table.persistence == "u":
            yield Problem(table.ref, "is emptied by a crash")


def fix(finding: Finding, catalog: Catalog, options: Options) -> Fix:
    return Fix(
        finding,
        title=f"make {target(finding.target)} crash-safe",
        why="An unlogged table is emptied after a crash.",
        slug=f"set_logged_{finding.target.name}",
        operations=(Operation("set_logged", {"table": finding.target}),),
        applicability=applicability,
    )
