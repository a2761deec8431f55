"""The format of a file of findings is told by its content, and a broken file by its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fixer.findings import Report, read, text_of
from fixer.model import FixerError, Location
from fixer.sql.script import Lines

SAMPLES = Path(__file__).parent / "samples"
OWN = {"source": "me", "rule": "missing-check", "target": "public.a.b"}


@pytest.mark.parametrize(
    ("name", "source"),
    [("squawk.json", "squawk"), ("splinter.json", "supabase"), ("splinter.csv", "supabase")],
)
def test_the_real_output_of_a_tool_is_recognised_under_any_name(name: str, source: str) -> None:
    reports = read("findings.txt", (SAMPLES / name).read_text())

    assert reports
    assert {report.source for report in reports} == {source}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([OWN, OWN]),
        json.dumps([OWN, OWN], indent=2),
        json.dumps(OWN) + "\n" + json.dumps(OWN) + "\n",
        json.dumps({"version": 1, "findings": [OWN, OWN]}),
        "\ufeff \n" + json.dumps({"findings": [OWN, OWN], "version": 1}, indent=4) + "\n",
    ],
)
def test_own_findings_may_be_a_list_lines_or_a_document(text: str) -> None:
    assert [report.rule for report in read("f", text)] == ["missing-check"] * 2


@pytest.mark.parametrize("text", ["[]", " [ ] \n", '{"version": 1, "findings": []}', '{"results": []}'])
def test_no_findings_are_no_reports(text: str) -> None:
    assert read("f", text) == ()


def test_a_csv_of_lints_without_rows_has_no_reports() -> None:
    assert read("f", (SAMPLES / "splinter.csv").read_text().split("\n")[0]) == ()


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", "f:1:1", "empty"),
        (" \n ", "f:1:1", "empty"),
        ("[", "f:1:2", "malformed JSON"),
        ("[1]", "f:1:2", "expected an object"),
        ('[\n  7,\n  {"rule": "x"}\n]', "f:2:3", "expected an object"),
        ('[{"rule": 1}\n {"rule": 2}]', "f:2:2", 'expected "," or "]"'),
        ('[{"rule": "x"},\n', "f:2:1", "malformed JSON"),
        ('[{"rule": "x",,}]', "f:1:15", "malformed JSON"),
        ('{"rule": "x"}\n{"rule": }', "f:2:10", "malformed JSON"),
        ('{"rule": }\n{"rule": }', "f:2:10", "malformed JSON"),
        ('{"version": "2.1.0", "runs": [{"results": 3}]}', "f:1:43", '"results" to be a list'),
        ('{"rule": "x"}\n[]', "f:1:1", '"source" to be a string'),
        ('{"version": 1, "findings": [\n3]}', "f:2:1", "expected an object"),
        ("[] []", "f:1:4", "nothing after the list"),
        ("[NaN]", "f:1:2", "NaN"),
        ("[" * 100_000, "f:1:2", "too deep"),
        (f'[{{"rule": {"9" * 5000}}}]', "f:1:2", "malformed JSON"),
        ('[{"rule": "\\ud800"}]', "f:1:12", "surrogate"),
        ('name,level,metadata\nx,WARN\n', "f:2:1", "expected 3 fields, found 2"),
        ('name,level,metadata\n"x"y,WARN,{}\n', "f:2:1", "malformed CSV"),
    ],
)  # fmt: skip
def test_a_malformed_file_is_an_error_with_its_place(text: str, place: str, message: str) -> None:
    with pytest.raises(FixerError) as error:
        read("f", text)

    assert str(error.value).startswith(f"{place}: ")
    assert message in str(error.value)


_OF_A_PLAN = {"migrations": [], "satisfied": [], "refusals": [{"findings": [OWN, {"X": 1}, OWN]}]}
NESTED = {
    "sqlfluff": [{"filepath": "f.sql", "violations": [{"code": "A", "description": t} for t in "aXb"]}],
    "pgfence": [{"filePath": "f.sql", "checks": [{"ruleId": "A", "message": t} for t in "aXb"]}],
    "plpgsql_check": [{"function": "f", "issues": [{"level": "error", "message": t} for t in "aXb"]}],
    "pgrls": {"violations": [{"rule_id": "A", "message": t, "location": "a"} for t in "aXb"]},
    "fixer": [{**OWN, "message": t} for t in "aXb"],
    "plan": _OF_A_PLAN,
}


@pytest.mark.parametrize("name", NESTED)
def test_half_a_character_in_one_finding_does_not_take_those_beside_it_along(name: str) -> None:
    text = json.dumps(NESTED[name], indent=1).replace('"X"', '"\\ud800"')

    first, bad, last = read("f.json", text)

    assert (first.problem, bad.problem, last.problem) == ("", "half of a surrogate pair is no character", "")
    assert bad.line == next(n for n, line in enumerate(text.splitlines(), 1) if "ud800" in line)


def test_what_a_plan_answers_by_ways_back_is_read_with_the_rest() -> None:
    plan = {
        "migrations": [],
        "ways_back": [{"fixes": [{"findings": [OWN]}]}],
        "satisfied": [],
        "refusals": [],
    }

    assert [report.rule for report in read("plan.json", json.dumps(plan))] == [OWN["rule"]]


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        (["{OWN", json.dumps(OWN)], [1]),
        ([json.dumps(OWN), "{OWN", '{"source": "me",', json.dumps(OWN)], [2, 3]),
        ([json.dumps(OWN), json.dumps(OWN)], []),
    ],
)
def test_a_malformed_line_among_others_does_not_stop_them(lines: list[str], problems: list[int]) -> None:
    reports = read("f.jsonl", "\n".join(lines))

    assert [report.line for report in reports if report.problem] == problems
    assert [report.rule for report in reports if not report.problem] == ["missing-check"] * (
        len(lines) - len(problems)
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('[\n  {"rule": "x", "level": 7}\n]', '  {"rule": "x", "level": 7}'),
        ('[{"rule": "x", "level": 7}]\r\n', '[{"rule": "x", "level": 7}]'),
        (f'[{{"a": "{"b" * 300}", "rule": "x"}}]', None),
        (f'[{{"rule": "x", "a": "{"b" * 300}"}}]', None),
    ],
)
def test_the_line_of_an_error_is_shown_where_it_is_short(text: str, shown: str | None) -> None:
    with pytest.raises(FixerError) as error:
        read("f", text)

    assert error.value.line == shown


def test_a_byte_that_is_no_utf_8_has_a_place() -> None:
    with pytest.raises(FixerError) as error:
        text_of("f", b'[\n{"\xc3\xbc": "caf\xe9"}]')

    assert str(error.value).startswith("f:2:11: not UTF-8: byte 0xe9")


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        'Failed to find files for provided patterns: ["nope*.sql"]',
        "{}",
        '{"offences": [{"rule_id": "SEC002"}]}',
        '{"version": 1, "migrations": [], "refusals": []}',
        '[{"id": 1}]',
        "id,name\n1,2\n",
        "CREATE TABLE a (id int);",
    ],
)
def test_a_file_in_no_known_format_is_an_error_that_lists_the_known_ones(text: str) -> None:
    with pytest.raises(FixerError) as error:
        read("f", text)

    for known in ("fixer's own JSON", "squawk", "Supabase"):
        assert known in error.value.hint


def test_control_characters_of_a_file_do_not_reach_the_terminal() -> None:
    with pytest.raises(FixerError) as error:
        read("f", '[{"rule": "x", "\\u001b[2J": 1, "b": "\x7f"}]')

    assert str(error.value).replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (Report("s", "r", path="p", line=1), Location("p", 1, 1, 0)),
        (Report("s", "r", path="p", line=2, byte_column=9), Location("p", 2, 9, 17)),  # behind ü, two bytes
        (Report("s", "r", path="p", line=2, column=9), Location("p", 2, 9, 17)),
        (Report("s", "r", path="p", line=2, byte_column=900), Location("p", 2, 17, 25)),
        (Report("s", "r", path="p", line=3, byte_column=0), Location("p", 3, 1, 26)),
        (Report("s", "r", path="p", line=4), None),  # the file has changed since
        (Report("s", "r", path="p"), None),
        (Report("s", "r", line=1), None),
    ],
)
def test_a_place_in_bytes_becomes_one_in_characters(report: Report, expected: Location | None) -> None:
    assert report.location(Lines("p", "select 1\n/* ü */ select 2\n")) == expected
