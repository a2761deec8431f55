"""A fixer that does not do what it promises is a bug: the plan stops, says whose, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.tools import fixer, tree, write

SHOP = {
    "migrations/000001_shop.up.sql": """
        CREATE TABLE customers (id int PRIMARY KEY);
        CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;
        CREATE USER MAPPING FOR CURRENT_USER SERVER far OPTIONS (password 'secret');
        """,
    "migrations/000001_shop.down.sql": "DROP SERVER far CASCADE; DROP TABLE customers;\n",
    "fixer.toml": 'ignore = ["missing-comment"]\n',
}
FIXER = '''"""Names tables."""
from fixer.api import Applicability, Fix, Operation, Problem, Table

rule, promise, slug, answers = "unnamed", "Every table is named.", "unnamed", {}
applicability = Applicability.SAFE


def detect(catalog, options):
    return [Problem(table.ref, "has no name") for table in catalog.objects(Table) if table.comment is None]


def fix(finding, catalog, options):
    named = Operation("name_it", {})
    return Fix(finding, title="name it", why="", slug="name", operations=(named,), applicability=applicability)
'''
NAMED = "COMMENT ON TABLE customers IS 'Who buys.';"

# the SQL that it writes, and what is said of it; None where it keeps its promise
CASES = {
    "kept": (NAMED, None),
    "nothing is mended": (
        "ALTER TABLE customers ADD COLUMN name text;",
        "the finding is still there after its fix",
    ),
    "nothing is done": ("SELECT 1;", "its SQL changes nothing"),
    "what is done does not fit": (
        "COMMENT ON TABLE clients IS 'Who buys.';",
        "its SQL does not fit the schema: ",
    ),
    "another finding is left": (
        f"{NAMED} ALTER TABLE customers ADD COLUMN friend int REFERENCES customers;",
        "it leaves a finding that was not there before: unindexed-foreign-key:public.customers.customers_friend_fkey",
    ),
    "there is no way back": (
        f"{NAMED} DROP USER MAPPING FOR CURRENT_USER SERVER far;",
        "there is no way back: ",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fixer_that_breaks_its_promise_stops_the_plan_and_is_named(name, tmp_path: Path):
    sql, said = CASES[name]
    own = {".fixer/fixers/unnamed.py": FIXER, ".fixer/templates/sql/name_it.sql.j2": sql}
    write(tmp_path, {**SHOP, **own})
    before = tree(tmp_path)

    done = fixer(tmp_path, "apply", "--out", "migrations")

    if said is None:
        assert (done.returncode, done.stderr) == (0, "")
        return
    assert (done.returncode, tree(tmp_path)) == (2, before), done.stdout
    assert (
        f"fixer unnamed (unnamed.py) does not keep its promise for unnamed:public.customers: {said}"
        in " ".join(done.stderr.split())
    )
