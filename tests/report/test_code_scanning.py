"""Our SARIF before Microsoft's validator: the schema of SARIF 2.1.0, what its specification wants, what GitHub's code scanning wants.

The validator is the npm package ``@microsoft/sarif-multitool-linux``; it is fetched once, with npm, into ``.venv/sarif``.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest
from npm import keep, published
from report.test_formats import EVIL, NOTHING, SHOP, SQUAWK, planned

pytestmark = pytest.mark.slow

PACKAGE = "@microsoft/sarif-multitool-linux@5.7.0"
TOOL = Path(__file__).parents[2] / ".venv" / "sarif" / "multitool-5.7.0"
UNSAID = "SARIF2005"
"""informationUri: fixer has no address of its own."""


def problems(folder, log: str) -> set[str]:
    """What the validator has against a log: numbers of its rules (GH: what GitHub requires), without UNSAID."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        pytest.skip(f"{PACKAGE} runs on Linux, on x86_64")
    if not TOOL.is_file():
        keep(TOOL, published(PACKAGE, "package/Sarif.Multitool", "a validator of SARIF"), mode=0o755)
    (folder / "made.sarif").write_text(log)
    environment = {
        "PATH": os.environ["PATH"],
        "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1",
        "DOTNET_BUNDLE_EXTRACT_BASE_DIR": str(folder / "dotnet"),
    }
    done = subprocess.run(
        [str(TOOL), "validate", "made.sarif", "--rule-kind", "Sarif;Gh;Ghas"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert "Analysis completed successfully" in done.stdout, done.stdout + done.stderr
    return set(re.findall(r" (?:error|warning) (\w+):", done.stdout)) - {UNSAID}


@pytest.mark.parametrize(
    ("sql", "config", "report"),
    [(EVIL, "", False), (SHOP, "", False), (SHOP, "", True), ("SELECT 1;\n", NOTHING, False)],
    ids=["hostile", "harmless", "with another tool's finding", "nothing found"],
)
def test_a_log_is_what_code_scanning_takes(tmp_path, sql, config, report):
    (tmp_path / "squawk.json").write_text(json.dumps(SQUAWK))

    log = planned(tmp_path, "sarif", sql, config, *(["--findings", "squawk.json"] if report else []))

    assert problems(tmp_path, log) == set()


@pytest.mark.parametrize(
    ("spoilt", "rule"),
    [
        (lambda run: run["tool"]["driver"]["rules"][0].pop("help"), "GH2012"),
        (lambda run: run["tool"]["driver"]["rules"][0].pop("id"), "JSON1002"),
        (lambda run: run["results"][0].pop("message"), "JSON1002"),
        (lambda run: run["results"][0].update(ruleIndex=99), "SARIF1009"),
        (lambda run: run["results"][0].update(locations=[]), "GH1015"),
    ],
    ids=["no help", "a rule without an id", "no message", "an index that is none", "no place"],
)
def test_a_log_that_it_would_not_take_is_noticed(tmp_path, spoilt, rule):
    log = json.loads(planned(tmp_path, "sarif", SHOP))
    spoilt(log["runs"][0])

    assert rule in problems(tmp_path, json.dumps(log))
