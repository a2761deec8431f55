"""A finding that does not tell a function's overloads apart is about each of them that has the problem."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from e2e.tools import fixer

GOLDEN = Path(__file__).parents[1] / "golden" / "mutable-search-path" / "lints_of_overloads"


def test_each_overload_is_answered_and_none_that_has_no_problem(tmp_path: Path) -> None:
    """By body where the lint says it, by name alone where it does not; one finding says "satisfied" where all are."""
    ignored = shutil.ignore_patterns("wanted", "answers.txt")
    shutil.copytree(GOLDEN, tmp_path, dirs_exist_ok=True, ignore=ignored)

    document = json.loads(fixer(tmp_path, "plan", "--output-format", "json").stdout)

    mended = [f for m in document["migrations"] for fix in m["fixes"] for f in fix["findings"]]
    reported = sorted(f["target"] for f in mended if f["source"] == "supabase")
    satisfied = [
        item["target"] for item in document["satisfied"] if item["findings"][0]["source"] == "supabase"
    ]
    assert reported == [
        "public.other(text)",
        "public.same(integer)",
        "public.same(text)",
        "public.unsaid()",
        "public.unsaid(integer)",
    ]
    assert satisfied == ["public.pinned()"]
