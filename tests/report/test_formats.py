"""What programs read of a plan: SARIF, GitHub's annotations, Markdown; each with names that mean harm."""

from __future__ import annotations

import json
import re
import subprocess
from urllib.parse import unquote

import pytest
from e2e.tools import NOW, fixer, write
from markdown_it import MarkdownIt

EVIL = 'CREATE TABLE public."@ann ``` <b>| ::error::x%0A" (id bigint PRIMARY KEY);\n'
SHOP = (
    "CREATE TABLE public.users (id bigint PRIMARY KEY);\n"
    "CREATE TABLE public.orders (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES public.users);\n"
)
NOTHING = 'select = ["unindexed-foreign-key"]\n'
SQUAWK = [
    {
        "file": "db/000001_a, b:c.up.sql", "line": 1, "column": 0, "level": "Warning", "rule_name": "ban-truncate-cascade",
        "message": "100% of\n::error::it", "help": "",
    }
]  # fmt: skip


def planned(folder, kind, sql, config="", *more):
    write(
        folder,
        {"db/000001_a, b:c.up.sql": sql, "db/000001_a, b:c.down.sql": "SELECT 1;", "fixer.toml": config},
    )
    done = fixer(folder, "plan", "db", "--now", NOW, "--output-format", kind, *more)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("sql", [EVIL, SHOP], ids=["hostile", "harmless"])
def test_sarif_has_what_code_scanning_needs(tmp_path, sql):
    log = json.loads(planned(tmp_path, "sarif", sql))

    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted(set(rules))
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["shortDescription"]["text"] and rule["fullDescription"]["text"] and rule["help"]["text"]
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        (place,) = result["locations"]
        assert re.fullmatch(r"[\w%./-]+", place["physicalLocation"]["artifactLocation"]["uri"])
        assert place["physicalLocation"]["region"]["startLine"] >= 1
        assert result["partialFingerprints"]["fixerKey/v1"].startswith(result["ruleId"] + ":")
    keys = [result["partialFingerprints"]["fixerKey/v1"] for result in run["results"]]
    assert len(keys) == len(set(keys))


def test_what_is_left_alone_is_said_in_sentences(tmp_path):
    (run,) = json.loads(planned(tmp_path, "sarif", SHOP, 'select = ["missing-comment"]\n'))["runs"]

    said = {result["message"]["text"] for result in run["results"]}
    assert any("no text for public.orders. Put it above its CREATE TABLE" in text for text in said)


def test_sarif_is_read_back_as_findings(tmp_path):
    log = planned(tmp_path, "sarif", SHOP, NOTHING)
    write(tmp_path, {"report.sarif": log})

    again = fixer(
        tmp_path, "plan", "db", "--findings", "report.sarif", "--output-format", "json", "--now", NOW
    )

    assert again.returncode == 0, again.stderr


def test_nothing_found_is_an_empty_log(tmp_path):
    (run,) = json.loads(planned(tmp_path, "sarif", "SELECT 1;\n", NOTHING))["runs"]

    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])
    assert planned(tmp_path, "github", "SELECT 1;\n", NOTHING) == ""
    assert "0 problems" in planned(tmp_path, "markdown", "SELECT 1;\n", NOTHING)


def shown(folder):
    """Where SARIF and annotations show the findings of a folder, by the rule."""
    (run,) = json.loads(planned(folder, "sarif", SHOP))["runs"]
    places = [(result["ruleId"], result["locations"][0]["physicalLocation"]) for result in run["results"]]
    in_sarif = {
        (rule, unquote(place["artifactLocation"]["uri"]), place["region"]["startLine"])
        for rule, place in places
    }
    annotations = re.findall(r"file=(.*?),line=(\d+),.*title=fixer ([\w-]+)", planned(folder, "github", SHOP))
    decoded = {(rule, unquote(path), int(line)) for path, line, rule in annotations}
    assert decoded == in_sarif
    return in_sarif


def test_what_nobody_placed_is_shown_where_its_object_is_made(tmp_path):
    """A foreign key where its table is made, as it is not there alone."""
    placed = shown(tmp_path)

    path = "db/000001_a, b:c.up.sql"
    assert {("missing-comment", path, 1), ("missing-comment", path, 2)} <= placed
    assert ("unindexed-foreign-key", path, 2) in placed


def test_places_count_from_the_top_of_the_repository(tmp_path):
    """GitHub knows no other; where there is no repository, they count from here."""
    below = tmp_path / "services" / "shop"
    below.mkdir(parents=True)
    alone = shown(below)
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)

    assert shown(below) == {(rule, f"services/shop/{path}", line) for rule, path, line in alone}


@pytest.mark.parametrize("sql", [EVIL, SHOP], ids=["hostile", "harmless"])
def test_an_annotation_is_one_command(tmp_path, sql):
    write(tmp_path, {"squawk.json": json.dumps(SQUAWK)})

    lines = planned(tmp_path, "github", sql, "", "--findings", "squawk.json").splitlines()

    assert lines
    for line in lines:
        command = re.fullmatch(r"::(error|warning|notice) ((?:\w+=[^,:]*,?)+)::(.*)", line)
        assert command, line
        assert re.search(r"%(?!25|0D|0A)", command[3]) is None
    placed = [line for line in lines if "file=" in line]
    assert placed and all("file=db/000001_a%2C b%3Ac.up.sql,line=" in line for line in placed)


@pytest.mark.parametrize("sql", [EVIL, SHOP], ids=["hostile", "harmless"])
def test_markdown_is_a_table_and_folded_sql(tmp_path, sql):
    text = planned(tmp_path, "markdown", sql)

    html = MarkdownIt("commonmark").enable("table").render(re.sub(r"</?(details|summary)>|<br>", "", text))
    outside = re.sub(r"<code.*?</code>", "", html, flags=re.DOTALL)
    assert "<table>" in html
    assert not re.search(r"@\w|<b>", outside)
    assert {len(re.findall(r"<t[dh]", row)) for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)} == {4}
