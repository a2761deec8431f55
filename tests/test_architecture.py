"""Who may know whom: the import rules of docs/architecture.md, held by reading the imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "fixer"

# room -> the rooms it may import from; a room is a module or package directly in src/fixer
ALLOWED = {
    "values": set(),
    "passwords": set(),
    "model": {"passwords"},
    "regular_file": {"model"},
    "sql": {"model", "passwords"},
    "texts": {"sql"},
    "function_source": {"sql", "model"},
    "catalog": {"model", "sql"},
    "ddl": {"model", "sql", "catalog", "function_source"},
    "findings": {"model", "sql", "texts", "regular_file"},
    "render": {"model", "sql"},
    "layouts": {"model", "sql", "render"},
    "registry": {"model", "sql", "catalog", "regular_file"},
    "prose": {"model", "catalog"},
    "fixing": {"model", "sql", "catalog", "ddl", "function_source", "lock_safe", "registry"},
    "lock_safe": {"model", "sql", "catalog", "ddl", "findings"},
    "drafts": {"model", "catalog", "diff", "layouts", "registry", "replay", "sql"},
    "api": {
        "fixing",
        "model",
        "lock_safe",
        "sql",
        "catalog",
        "ddl",
        "registry",
        "texts",
        "function_source",
        "prose",
    },
    "replay": {"model", "sql", "catalog", "ddl", "layouts", "registry"},
    "way_back": {"model", "sql", "catalog", "ddl", "diff", "layouts", "render", "replay"},
    "planner": {
        "model",
        "sql",
        "catalog",
        "ddl",
        "diff",
        "findings",
        "fixing",
        "layouts",
        "lock_safe",
        "prose",
        "registry",
        "render",
    },
    "diff": {"model"},
    "config": {"model", "registry", "regular_file"},
    "baseline": {"model", "sql", "regular_file"},
    "request": {"model", "config"},
    "project": {"model", "sql", "layouts", "regular_file"},
    "live": {"model", "sql", "catalog"},
    "checkout": set(),
    "pending": {"model", "catalog", "checkout", "layouts"},
    "interrupts": set(),
    "write": {"model", "interrupts"},
    "verify": {
        "fixing",
        "model",
        "passwords",
        "sql",
        "catalog",
        "ddl",
        "layouts",
        "registry",
        "planner",
        "interrupts",
    },
    "bot": {
        "model",
        "sql",
        "planner",
        "config",
        "request",
        "render",
        "report",
        "interrupts",
        "write",
        "pipeline",
        "proving",
        "project",
        "diff",
    },
    "report": {"diff", "model", "passwords", "sql", "planner", "registry", "request", "ddl", "way_back"},
}
KNOWN_TO_EVERYONE = {"values"}
# the rooms of ddl, from the ground up: each may import from those before it, and from the files directly in ddl/
DDL = (
    *(
        "queries",
        "attached",
        "texts",
        "relations",
        "constraints",
        "rare",
        "routines",
        "any_object",
        "renaming",
    ),
    *("tables", "types", "bodies", "steps"),
)
KNOWS_EVERYONE = {"pipeline", "down", "forward", "proving", "cli", "__main__", "__init__"}
NO_IO = {
    "values",
    "passwords",
    "model",
    "sql",
    "catalog",
    "ddl",
    "planner",
    "layouts",
    "diff",
    "function_source",
    "texts",
    "lock_safe",
    "fixing",
    "drafts",
}
IO_MODULES = {"os", "subprocess", "socket", "tempfile", "shutil", "urllib", "psycopg"}


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def imports(path: Path) -> frozenset[str]:
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "fixer":
                found |= {f"fixer.{alias.name}" for alias in node.names}
            else:
                found.add(node.module)
    return frozenset(found)


def fixer_rooms(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path) if name.startswith("fixer.")}


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_room_imports_only_from_the_rooms_it_may_know(path):
    here = room(path)
    if here in KNOWS_EVERYONE:
        return

    unknown = fixer_rooms(path) - ALLOWED[here] - KNOWN_TO_EVERYONE - {here}

    assert unknown == set()


@pytest.mark.parametrize("number", range(len(DDL)), ids=lambda number: DDL[number])
def test_a_room_of_ddl_imports_from_no_room_above_it(number):
    known = set(DDL[: number + 1])
    for path in (SOURCE / "ddl" / DDL[number]).glob("*.py"):
        named = {name.split(".")[2] for name in imports(path) if name.startswith("fixer.ddl.")}

        assert named & set(DDL) <= known, path


def test_running_sql_knows_every_module_with_statement_classes():
    modules = {
        ".".join(("fixer", *path.relative_to(SOURCE).with_suffix("").parts))
        for path in (SOURCE / "ddl").rglob("*.py")
        if "\n@statement(" in path.read_text()
    }
    code = f"import sys; import fixer.ddl.run; print(sorted({modules} - set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_every_room_of_ddl_has_its_place():
    assert {path.parent.name for path in (SOURCE / "ddl").glob("*/*.py")} == set(DDL)


@pytest.mark.parametrize("path", sorted((ROOT / "fixers").glob("*.py")), ids=lambda path: path.name)
def test_a_fixer_file_imports_only_the_api_and_the_standard_library(path):
    assert fixer_rooms(path) <= {"api"}
    assert not {name.split(".")[0] for name in imports(path)} & {"pglast", "sqlglot", "jinja2", "msgspec"}


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_rooms_without_io_import_nothing_that_does_io(path):
    if room(path) in NO_IO and not path.is_relative_to(SOURCE / "catalog" / "introspect"):
        assert not {name.split(".")[0] for name in imports(path)} & IO_MODULES


def test_every_room_has_a_rule():
    rooms = {room(path) for path in SOURCE.rglob("*.py")}

    assert rooms <= set(ALLOWED) | KNOWS_EVERYONE


def test_a_database_is_known_to_two_rooms_and_imported_when_it_is_asked_for():
    """``fixer --version`` and a plan from files must not pay for a driver."""
    for path in SOURCE.rglob("*.py"):
        body = parsed(path).body
        top = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
        named = {alias.name for node in top for alias in node.names} | {
            getattr(node, "module", "") for node in top
        }

        if not path.is_relative_to(SOURCE / "verify"):  # which nobody imports before it is asked for
            assert not any(name and name.split(".")[0] == "psycopg" for name in named), path
        if "psycopg" in {name.split(".")[0] for name in imports(path)}:
            allowed = (SOURCE / "catalog" / "introspect", SOURCE / "verify")
            assert any(path.is_relative_to(folder) for folder in allowed), path


def test_the_network_is_known_to_the_forges_alone():
    for path in SOURCE.rglob("*.py"):
        if not path.is_relative_to(SOURCE / "bot" / "forges"):
            assert not {name.split(".")[0] for name in imports(path)} & {"github", "gitlab", "requests"}, path


def test_planning_from_files_loads_no_database_driver_and_no_markdown():
    names = "{'psycopg', 'markdown_it'}"
    code = f"import sys; from fixer.cli import actions, commands; print(bool({names} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_reading_a_database_loads_no_parser():
    code = "import sys; import fixer.catalog.introspect.making; print('pglast' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"
