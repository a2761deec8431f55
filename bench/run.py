"""``make bench``: fixer beside other programs on the same input, as ratios. No test depends on a time."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

import migrations
from dump import write
from live import DETECT, INTROSPECT, loaded
from project import written

from fixer.verify import binaries

OUT = Path(__file__).parent / "out"
RUNS = 5
_FINE = (0, 1)
"""Exit code 1 is a finding, for linters and for fixer."""


@dataclass(frozen=True)
class Comparison:
    """One line of the budget: what is measured, beside what, and the ratio that it may have at most."""

    work: str
    command: Sequence[str]
    against: Sequence[str]
    limit: float
    folder: Path | None = None
    """Where both run."""
    prepare: Callable[[], None] = lambda: None
    """What has to be done before each of the others' runs, and is not measured."""
    says_itself: bool = False
    """Whether what is measured says in its last line how long its work took, without Python's imports, which are the same for an
    empty database: that is shown as well. The process is what has to keep the budget."""


class Run(NamedTuple):
    """Seconds by the wall clock: of the work, as far as the program tells it apart, and of the whole process."""

    work: float
    process: float


def seconds(command: Sequence[str], folder: Path | None, says_itself: bool = False) -> Run:
    """One run. A program that fails is not measured: then all stops."""
    begin = time.perf_counter()
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE if says_itself else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        cwd=folder,
    )
    if done.returncode not in _FINE:
        raise SystemExit(f"exit code {done.returncode}: {' '.join(map(str, command))}")
    process = time.perf_counter() - begin
    return Run(float(done.stdout.split()[-1]) if says_itself else process, process)


def compare(wanted: Comparison) -> bool:
    """Runs the two in turn, A B A B …, and prints the median ratio. True when it keeps the budget."""
    runs = []
    for _run in range(RUNS + 1):
        wanted.prepare()
        one = seconds(wanted.command, wanted.folder, wanted.says_itself)
        runs.append((one, seconds(wanted.against, wanted.folder)))
    pairs = runs[1:]  # the first fills the caches
    ratio = median(one.process / other.process for one, other in pairs)
    process, beside = (median(run.process for run in side) for side in zip(*pairs, strict=True))
    work = median(one.work / other.work for one, other in pairs)
    without = f", {work:.2f} without Python's imports" if wanted.says_itself else ""
    print(
        f"{wanted.work:48} {process:6.2f} s {beside:6.2f} s   {ratio:5.2f} ×   at most {wanted.limit} ×{without}"
    )
    return ratio <= wanted.limit


def live_comparisons(conninfo: str, pg_dump: Path) -> list[Comparison]:
    """What is measured on a database of 5,000 tables, on each server at hand: a newer pg_dump takes half the time.

    The detectors may take a tenth of what Supabase's lints take; these are no part of this repository, and
    ``FIXER_BENCH_LINTS`` may name the file of their SQL. Without it they are reckoned as 22 s where pg_dump takes 5 s.
    """
    dump, name = (str(pg_dump), "-s", "-d", conninfo), f"PostgreSQL {binaries.major(pg_dump.parent)}"
    detect = (sys.executable, "-c", DETECT, conninfo)
    lints = os.environ.get("FIXER_BENCH_LINTS")
    psql = (str(pg_dump.with_name("psql")), "-X", "-q", "-d", conninfo, "-f", lints or "")
    return [
        Comparison(
            f"{name}: introspection / pg_dump -s",
            (sys.executable, "-c", INTROSPECT, conninfo),
            dump,
            0.2,
            says_itself=True,
        ),
        Comparison(f"{name}: all detectors / Supabase's lints", detect, psql, 0.1, says_itself=True)
        if lints
        else Comparison(f"{name}: all detectors / pg_dump -s", detect, dump, 0.44, says_itself=True),
    ]


def verify_comparison(fixer: str) -> Comparison:
    """Proving the migrations planned for an example, beside psql that runs the same files up, down and up again."""
    project, plan = written(OUT, fixer)
    beside = (sys.executable, "-S", "-E", str(Path(__file__).with_name("beside_psql.py")))
    return Comparison(
        "verify / psql, each with a server of its own",
        (fixer, "verify"),
        (*beside, str(binaries.choose()), str(plan)),
        1.5,
        project,
    )


def main() -> int:
    """All comparisons. Exit code 1 when one is over its budget."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    bin_folder = Path(sys.executable).parent
    fixer, squawk = str(bin_folder / "fixer"), shutil.which("squawk", path=str(bin_folder)) or "squawk"
    dump = str(write(OUT / "dump.sql"))
    print(f"{dump}: {Path(dump).stat().st_size / 1e6:.1f} MB, {RUNS} runs each, medians\n")
    kept = [
        compare(entry)
        for entry in (
            Comparison(
                "plan from a dump / squawk --reporter json",
                (fixer, "plan", dump),
                (squawk, "--reporter", "json", dump),
                3.0,
            ),
        )
    ]
    for programs in (*binaries.local()[:1], *binaries.embedded()[:1]):
        with loaded(Path(dump), programs) as (conninfo, pg_dump):
            kept += [compare(entry) for entry in live_comparisons(conninfo, pg_dump)]
    kept.append(compare(verify_comparison(fixer)))
    files = migrations.write(OUT / "migrations")
    with migrations.applied(files) as (command, prepare):
        kept.append(
            compare(
                Comparison(
                    "the ways back of 300 migrations / applying them",
                    (fixer, "down", str(OUT / "migrations"), "--out", str(OUT / "downs"), "--dry-run"),
                    command,
                    1.0,
                    prepare=prepare,
                )
            )
        )
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nlargest process: {memory:.0f} MB, at most 400 MB")
    return 0 if all(kept) and memory <= 400 else 1


if __name__ == "__main__":
    sys.exit(main())
