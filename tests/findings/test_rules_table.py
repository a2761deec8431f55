"""Every rule of the tools that are known has an answer, and an answer that names a fixer is kept by it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fixer.findings.confined import STATEMENTS
from fixer.findings.review import words
from fixer.findings.rules import KINDS, reason, table
from fixer.findings.suggestion import _COMMANDS, _CONSTRAINTS
from fixer.pipeline import fixers_of

BIN = Path(sys.executable).parent
PATH = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
ALL = [(source, name, rule) for source, tool in table().items() for name, rule in tool.rules.items()]
FIXERS = fixers_of(Path("/nonexistent"))


LONG = {"supabase": 28, "pgrubic": 118, "pgrls": 68, "pgfence": 42, "postgres-language-server": 72}


def test_the_table_is_as_long_as_the_tools_say() -> None:
    """Supabase 0001 to 0029 without the withdrawn 0012; pgrubic's modules; what `pgrls explain` lists; pgfence's checks;
    the groups of postgres-language-server's configuration.
    """
    assert {source: len(tool.rules) for source, tool in table().items() if source in LONG} == LONG
    assert len(table()["squawk"].rules) >= 70


@pytest.mark.parametrize(("source", "name", "rule"), ALL, ids=[f"{s}-{n}" for s, n, _r in ALL])
def test_every_answer_has_what_its_kind_needs(source, name, rule) -> None:
    assert rule.kind in KINDS
    assert bool(rule.fixers) == (rule.kind in ("fixer", "edit"))
    assert rule.because or rule.kind in ("fixer", "edit")
    for fixer in rule.fixers:
        assert FIXERS[fixer].answers_to(source, name)


def test_whatever_a_fixer_answers_is_said_to_be_mended_by_it() -> None:
    claimed = {
        (source, name, fixer.rule)
        for fixer in FIXERS.values()
        for source, names in fixer.answers.items()
        if source in table() and table()[source].rules
        for name in names
    }

    assert claimed == {(source, name, fixer) for source, name, rule in ALL for fixer in rule.fixers}


def test_every_rule_that_squawk_knows_is_in_the_table() -> None:
    """The names stand one behind the other in the program."""
    squawk = BIN / "squawk"
    if not squawk.exists():
        pytest.skip("squawk-cli is not installed")
    found = re.search(
        rb"require-concurrent-index-creationrequire-concurrent-index-deletion[a-z-]+", squawk.read_bytes()
    )
    assert found is not None
    rest = found[0].decode()
    for name in sorted(table()["squawk"].rules, key=len, reverse=True):
        rest = rest.replace(name, " ")

    assert rest.split() == []


def test_every_rule_that_pgrls_lists_is_in_the_table() -> None:
    program = shutil.which("pgrls", path=PATH)
    if program is None:
        pytest.skip("pgrls is not installed")
    listed = subprocess.run([program, "explain"], capture_output=True, text=True, check=True).stdout

    assert set(re.findall(r"^([A-Z]+\d{3}) ", listed, re.MULTILINE)) == set(table()["pgrls"].rules)


def test_every_rule_that_pgrubic_has_is_in_the_table() -> None:
    """A module for each, asked of the Python that runs the program."""
    program = shutil.which("pgrubic", path=PATH)
    if program is None:
        pytest.skip("pgrubic is not installed")
    python = Path(program).read_text().splitlines()[0].removeprefix("#!")
    code = "from pgrubic.core import load_rules, parse_config; print(*[r.code for r in load_rules(parse_config())])"
    listed = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert len(listed) >= 117
    assert set(listed) <= set(table()["pgrubic"].rules)


def test_every_lint_that_supabase_s_program_has_is_in_the_table() -> None:
    """Its SQL stands in the program, each lint beginning with its name."""
    program = shutil.which("supabase", path=PATH)
    if program is None:
        pytest.skip("supabase is not installed")
    packages = Path(program).resolve().parents[2]
    (binary,) = packages.glob("@supabase/cli-*/bin/supabase")
    found = {name.decode() for name in re.findall(rb"'([a-z_]{6,60})' as \"?name\"?", binary.read_bytes())}

    assert len(found) > 20
    assert found <= set(table()["supabase"].rules)


def test_every_rule_that_pgfence_has_is_in_the_table() -> None:
    """Each check says its rule where it is made, in the program's source."""
    program = shutil.which("pgfence", path=PATH)
    if program is None:
        pytest.skip("pgfence is not installed: npm install @flvmnt/pgfence")
    sources = Path(program).resolve().parent.rglob("*.js")
    found = {
        name for path in sources for name in re.findall(r"ruleId: ?['\"]([\w-]+)['\"]", path.read_text())
    }

    assert len(found) >= 40
    assert found == set(table()["pgfence"].rules)


def test_every_rule_that_postgres_language_server_has_is_in_the_table() -> None:
    """Its configuration's schema has a group for each kind; those of ``dblint`` that are Supabase's are Supabase's."""
    program = shutil.which("postgres-language-server", path=PATH)
    if program is None:
        pytest.skip("postgres-language-server is not installed: npm install @postgres-language-server/cli")
    (schema,) = Path(program).resolve().parents[2].glob("cli-*/schema.json")
    groups = json.loads(schema.read_text())["definitions"]

    def rules(*names: str) -> set[str]:
        return {rule for name in names for rule in groups[name]["properties"]} - {"all", "recommended"}

    lints = {re.sub(r"(?=[A-Z])", "_", rule).lower() for rule in rules("Performance", "Security")}
    assert len(lints) >= 20
    assert lints <= set(table()["supabase"].rules)
    assert rules("Safety", "Base", "Cluster", "Schema") == set(table()["postgres-language-server"].rules)


def test_every_rule_that_a_review_can_have_is_in_the_table() -> None:
    known = {name for name, _pattern in words.RULES} | {words.ADVICE}
    known |= {*_COMMANDS.values(), *_CONSTRAINTS.values(), *STATEMENTS.values(), "alter-table", "index"}

    assert known - table()["review"].rules.keys() == set()


@pytest.mark.parametrize(
    ("source", "rule", "code", "words_of_it"),
    [
        ("squawk", "ban-drop-column", "manual", "a person's decision"),
        ("squawk", "unused-ignore", "unsupported", "nothing to mend"),
        (
            "squawk",
            "prefer-bigint-over-int",
            "unsupported",
            "no fixer answers squawk's prefer-bigint-over-int",
        ),
        ("squawk", "brand-new", "unsupported", "no fixer answers squawk's brand-new"),
        ("sqlfluff", "LT01", "unsupported", "nothing to mend"),
        ("nobody", "x", "unsupported", "no fixer answers nobody's x"),
    ],
)
def test_the_reason_of_a_refusal_comes_from_the_table(source, rule, code, words_of_it) -> None:
    found = reason(source, rule)

    assert found[0] == code
    assert found[1].startswith(words_of_it)
