"""The readers meet what the real tools print; places and objects come out as they are in the file.

``linted.sql`` and ``policies.sql`` in ``samples/`` are what was linted.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fixer.findings import FORMATS, Report, read, text_of
from fixer.findings.run import LINTERS
from fixer.model import FixerError
from fixer.planner.places import Places
from fixer.sql.script import Lines

SAMPLES = Path(__file__).parent / "samples"
LINTED = (SAMPLES / "linted.sql").read_text()
PLACES = Places(lines={"linted.sql": Lines("linted.sql", LINTED)}, files={"linted.sql": LINTED})

# sample -> its source, how many findings, and a finding of it: the rule, level, and what stands at its place
REAL = {
    "sqlfluff.json": ("sqlfluff", 2, "RF06", "warning", '"naïve"'),
    "sqlfluff.sarif": ("sqlfluff", 2, "RF06", "error", '"naïve"'),
    "pgls.json": (
        "postgres-language-server",
        1,
        "multipleAlterTable",
        "warning",
        "alter table größe add column c",
    ),
    "pgrubic.json": ("pgrubic", 17, "TP008", "warning", "c json;"),
    "pgfence.json": ("pgfence", 8, "add-column-json", "warning", " alter table größe add column c"),
}


def sample(name: str) -> tuple[Report, ...]:
    return read("report", (SAMPLES / name).read_text())


@pytest.mark.parametrize("name", REAL)
def test_a_real_report_is_read_whole_and_points_at_the_right_characters(name: str) -> None:
    source, number, rule, level, text = REAL[name]

    reports = sample(name)
    found = [report for report in reports if report.rule == rule]

    assert {report.source for report in reports} == {source}
    assert len(reports) == number
    places = [place for report in found if (place := PLACES.location(report))]
    assert text in [LINTED[place.offset :][: len(text)] for place in places], places
    assert {report.level for report in found} == {level} or name == "pgfence.json"


def test_sarif_and_json_of_a_tool_say_the_same() -> None:
    """But for the column of pgrls's SEC030, which only its message has."""
    for tool in ("sqlfluff", "pgrls"):
        both = [
            {
                (r.rule, r.line, r.target.lower() if r.rule != "SEC030" else "")
                for r in sample(f"{tool}.{ending}")
            }
            for ending in ("json", "sarif")
        ]
        assert both[0] == both[1]


def test_pgrls_s_objects_are_carried_as_they_are() -> None:
    targets = {report.target for report in sample("pgrls.json")}

    assert targets == {
        *("public.My T", "public.notes", "public.notes.Users. read own"),
        "public.notes.user_id",  # SEC030's location is the table; its message names the column
    }


def test_pgrubic_s_lines_for_people_and_its_api_say_the_same() -> None:
    printed = read("o", LINTERS["pgrubic"].reads((SAMPLES / "pgrubic.txt").read_text()))

    def places(reports: tuple[Report, ...]) -> list[tuple[Any, ...]]:
        return sorted((r.rule, r.path, r.line, r.column) for r in reports)

    assert places(printed) == places(sample("pgrubic.json"))


PLPGSQL = [
    {
        "function": "public.f",
        "issues": [
            {
                "level": "error",
                "message": 'record "r" has no field "x"',
                "statement": {"lineNumber": "3", "text": "RETURN"},
                "query": {"position": "5", "text": "a + b"},
                "sqlState": "42703",
            },
            {"level": "warning extra", "message": "unused variable", "sqlState": "00000"},
        ],
    },
    {"function": "public.g", "issues": []},
]


def test_plpgsql_check_has_its_numbers_as_strings_and_no_signature() -> None:
    error, unused = read("f", json.dumps(PLPGSQL))

    assert (error.source, error.rule, error.level, error.target) == (
        "plpgsql_check",
        "42703",
        "error",
        "public.f",
    )
    assert (error.data["body_line"], error.data["query"]) == (3, "a + b")
    assert (unused.level, unused.data) == ("warning", {})


def sarif(**result: Any) -> str:
    return json.dumps(
        {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "T"}}, "results": [result]}]}
    )


def located(uri: str, **region: Any) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}


SMILE = "select '\N{GRINNING FACE}', a;\n"


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        # columns are UTF-16 code units unless the run says otherwise: the face has two
        ({"locations": [located("a.sql", startLine=1, startColumn=14)]}, ("a.sql", 1, 13)),
        ({"locations": [located("a.sql", charOffset=7)]}, ("a.sql", 1, 8)),
        ({"locations": [located("file:///p/a%20b.sql", startLine=2)]}, ("/p/a b.sql", 2, 1)),
        ({"locations": []}, None),
        ({}, None),
    ],
)
def test_sarif_s_places(result: dict[str, Any], expected: tuple[str, int, int] | None) -> None:
    (report,) = read("f", sarif(ruleId="R", **result))

    places = Places(lines={"a.sql": Lines("a.sql", SMILE)}, files={"a.sql": SMILE})
    place = places.location(report)

    assert (place and (place.path, place.line, place.column)) == expected


def test_a_sarif_result_that_is_no_problem_is_set_aside() -> None:
    text = [
        sarif(ruleId="R", kind="pass"),
        sarif(ruleId="R", suppressions=[{"kind": "inSource"}]),
        sarif(ruleId="R", suppressions=[{"kind": "inSource", "status": "rejected"}]),
    ]

    assert [bool(read("f", one)[0].aside) for one in text] == [True, True, False]


def test_sarif_s_rule_may_be_a_number_in_the_tool_s_list() -> None:
    run = {
        "tool": {"driver": {"name": "X Lint", "rules": [{"id": "A"}, {"id": "B"}]}},
        "results": [{"ruleIndex": 1}],
    }

    (report,) = read("f", json.dumps({"runs": [run], "version": "2.1.0"}))

    assert (report.source, report.rule) == ("x-lint", "B")


# tool -> (a good item in its file, how to break it, what is said)
BROKEN = {
    "sqlfluff": (
        {"filepath": "a", "violations": [{"code": "X"}]},
        {"violations": "x"},
        '"violations" to be a list',
    ),
    "pgrubic": ({"rule_code": "A", "line_number": 1}, {"line_number": 0}, '"line_number" to be 1 or more'),
    "pgfence": ({"filePath": "a", "checks": [{"ruleId": "x"}]}, {"checks": [3]}, "expected an object"),
    "plpgsql_check": (PLPGSQL[0], {"function": None}, '"function" to be a string'),
    "squawk": ({"rule_name": "a", "file": "b"}, {"level": "x"}, '"level" to be Error or Warning'),
    "fixer": ({"source": "a", "rule": "b", "target": "c"}, {"rule": "b", "more": 1}, '"more" is not known'),
    "postgres-language-server": ({"category": "a/b"}, {"category": 1}, '"category" to be a string'),
    "pgrls": ({"rule_id": "A"}, {"severity": "loud"}, '"severity" to be one of error, warning, info'),
    "sarif": ({"ruleId": "A"}, {"level": 7}, '"level" to be a string'),
    "supabase": (
        {"name": "a", "level": "WARN", "cache_key": "x"},
        {"metadata": 3},
        '"metadata" to be an object',
    ),
}
_AROUND = {"postgres-language-server": "diagnostics", "pgrls": "violations"}


def _file(tool: str, items: list[Any]) -> str:
    if tool == "sarif":
        return json.dumps({"version": "2.1.0", "runs": [{"results": items}]}, indent=1)
    return json.dumps({_AROUND[tool]: items} if tool in _AROUND else items, indent=1)


def test_every_format_has_a_broken_item_here() -> None:
    assert BROKEN.keys() == FORMATS.keys()


@pytest.mark.parametrize("tool", BROKEN)
def test_a_bad_finding_among_good_ones_is_unreadable_and_alone_an_error(tool: str) -> None:
    good, change, message = BROKEN[tool]

    reports = read("f.json", _file(tool, [good, good | change, good]))
    bad = [report for report in reports if report.problem]
    with pytest.raises(FixerError) as error:
        read("f.json", _file(tool, [good | change]))

    assert len(bad) == 1
    assert len([report for report in reports if not report.problem]) >= 2
    assert message in bad[0].problem
    assert (bad[0].path, (bad[0].line or 0) > 1) == ("f.json", True)
    assert message in str(error.value)
    assert str(error.value).startswith("f.json:")


PLAN = dict.fromkeys(("migrations", "edits", "satisfied", "refusals", "ignored"), ())
# tool -> (a file that holds three findings, the one that is not one, another)
NESTED = {
    "sqlfluff": lambda found: [{"filepath": "a", "violations": found}],
    "pgfence": lambda found: [{"filePath": "a", "checks": found[:2], "policyViolations": found[2:]}],
    "plpgsql_check": lambda found: [{"function": "a", "issues": found}],
    "fixer": lambda found: {**PLAN, "ignored": [{"findings": found[:1]}, {"findings": found[1:]}]},
}
FOUND = {
    "sqlfluff": {"code": "X"},
    "pgfence": {"ruleId": "X"},
    "plpgsql_check": {"level": "error", "sqlState": "X"},
    "fixer": {"source": "a", "rule": "X", "target": "b"},
}
SPOILT = {
    "sqlfluff": ("code", 7),
    "pgfence": ("ruleId", 7),
    "plpgsql_check": ("query", 7),
    "fixer": ("level", 7),
}


@pytest.mark.parametrize("tool", NESTED)
def test_a_bad_finding_among_the_good_ones_of_one_file_is_told_with_its_own_place(tool: str) -> None:
    good, (key, value) = FOUND[tool], SPOILT[tool]
    text = json.dumps(NESTED[tool]([good, good | {key: value}, good]), indent=1)

    reports = read("f.json", text)

    assert [report.rule for report in reports] == ["X", "unreadable", "X"]
    assert text.split("\n")[(reports[1].line or 0) - 1].strip().rstrip(",") == f'"{key}": {value}'


@pytest.mark.parametrize("tool", BROKEN)
def test_a_truncated_file_is_an_error_with_its_place(tool: str) -> None:
    text = _file(tool, [BROKEN[tool][0]] * 3)

    with pytest.raises(FixerError, match=r"^f\.json:\d+:\d+: .*(malformed JSON|expected)"):
        read("f.json", text[: len(text) * 2 // 3])


@pytest.mark.parametrize("tool", BROKEN)
def test_the_reader_can_be_forced_and_then_says_what_does_not_fit(tool: str) -> None:
    other = "pgrubic" if tool == "fixer" else "fixer"

    assert read("f.json", _file(tool, [BROKEN[tool][0]]), tool)
    with pytest.raises(FixerError, match=r"f\.json:"):
        read("f.json", _file(tool, [BROKEN[tool][0]]), other)


def test_what_the_caller_cannot_use_is_unreadable() -> None:
    items = [BROKEN["squawk"][0], BROKEN["squawk"][0] | {"file": "/etc/passwd"}]

    first, second = read("f.json", _file("squawk", items), refuse=lambda r: "no" if r.path != "b" else "")

    assert (first.problem, second.problem) == ("", "no")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_as_windows_writes_it_is_read(encoding: str) -> None:
    content = '[{"source": "ü", "rule": "r", "target": "t"}]'.encode(encoding)

    assert [report.source for report in read("f", text_of("f", content))] == ["ü"]


def test_bytes_that_are_no_text_are_an_error_unless_it_is_markdown() -> None:
    with pytest.raises(FixerError, match=r"f\.json:1:1: not UTF-8: byte 0xe9"):
        text_of("f.json", b"\xe9")
    assert text_of("f.md", b"caf\xe9") == "café"
