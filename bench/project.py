"""An example project, planned: what verify proves, and the list of files with which psql does the same."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "content-platform"
FOLDER = "packages/database/src/migrations"
NOW = "2026-01-01T00:00:00Z"


def written(out: Path, fixer: str) -> tuple[Path, Path]:
    """A copy of the example, and a file that names its migrations, those planned up, down in reverse, and up again."""
    project, other = out / "project", out / "project-written"
    for folder in (project, other):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(EXAMPLE, folder)
    there = {path.name for path in (other / FOLDER).glob("*.sql")}
    subprocess.run(
        [fixer, "apply", "--out", FOLDER, "--now", NOW], cwd=other, check=True, capture_output=True
    )
    new = sorted(path for path in (other / FOLDER).glob("*.sql") if path.name not in there)
    ups = [path for path in new if path.name.count(".") == 1]
    downs = [path.with_suffix(".down.sql") for path in reversed(ups)]
    schema = [other / FOLDER / name for name in sorted(there)]
    plan = out / "psql.txt"
    plan.write_text("".join(f"{path}\n" for path in (*schema, *ups, *downs, *ups)))
    return project, plan
