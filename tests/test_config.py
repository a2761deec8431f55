"""The configuration: where it is found, and that every mistake in it is shown at its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fixer.config import Config, check, load, options_for
from fixer.config.places import place
from fixer.model import Applicability, FixerError
from fixer.registry import Fixer, Options


@dataclass(frozen=True)
class Pattern:
    columns: str
    check: str = ""


@dataclass(frozen=True)
class OwnOptions(Options):
    patterns: tuple[Pattern, ...] = ()
    owner: str | None = None
    text: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.owner == "":
            raise ValueError("owner is empty")


FIXER = Fixer(
    rule="missing-check",
    promise="",
    slug="",
    answers={},
    applicability=Applicability.SAFE,
    after=(),
    options=OwnOptions,
    detect=lambda catalog, options: (),
    fix=lambda finding, catalog, options: None,
    satisfied=None,
    documentation="",
    path=Path("f.py"),
)


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder: Path, text: str, name: str = "fixer.toml") -> Config:
    (folder / name).write_text(text)
    return load(folder)


def options(config: Config) -> Options:
    return options_for(FIXER, config, "plain", {"a.md": "x"}, ())


def failure(action) -> str:
    with pytest.raises(FixerError) as caught:
        action()
    return str(caught.value)


def test_without_a_file_there_are_the_defaults(project):
    assert load(project) == Config(root=project)


def test_everything_that_can_be_said(project):
    config = written(
        project,
        """\
path = "db/migrations"
layout = "dbmate"
platform = "supabase"
postgres = 14
group_by = "table"
concurrently = "never"
pending_from = "000004"
select = ["missing-check"]
ignore = ["rls-disabled", {rule = "missing-comment", reason = "later"}, {key = "a:b", reason = "why"}]
findings = ["lints.json"]
documentation = ["docs/database.md"]
baseline = "base.json"
unsafe = true
[rules.missing-check]
patterns = [{columns = "*_cents", check = "{column} >= 0"}]
""",
    )

    assert (config.path, config.layout, config.platform) == ("db/migrations", "dbmate", "supabase")
    assert config.postgres == 14
    assert (config.group_by, config.concurrently, config.pending_from) == ("table", "never", "000004")
    assert config.ignore == {
        "rls-disabled": "ignored in fixer.toml",
        "missing-comment": "later",
        "a:b": "why",
    }
    assert (config.select, config.findings) == (("missing-check",), ("lints.json",))
    assert (config.documentation, config.unsafe) == (("docs/database.md",), True)
    assert config.baseline_path == project / "base.json"
    assert options(config) == OwnOptions(
        platform="plain", documents={"a.md": "x"}, patterns=(Pattern("*_cents", "{column} >= 0"),)
    )


def test_the_nearest_file_upwards_is_taken(project):
    (project / "a" / "b").mkdir(parents=True)
    written(project, 'path = "far"')
    written(project / "a", 'path = "near"')

    config = load(project / "a" / "b")

    assert (config.path, config.root) == ("near", project / "a")


@pytest.mark.parametrize(
    ("pyproject", "expected"),
    [
        ('[tool.fixer]\npath = "own"', "own"),
        ('[tool.black]\nline-length = 100\n[project]\nname = "x"', "above"),
        ("[project\nno TOML, and nothing of fixer in it", "above"),
    ],
)
def test_a_pyproject_counts_only_when_it_speaks_of_fixer(project, pyproject, expected):
    (project / "a").mkdir()
    written(project, 'path = "above"')
    (project / "a" / "pyproject.toml").write_text(pyproject)

    assert load(project / "a").path == expected


def test_fixer_toml_comes_before_the_pyproject_beside_it(project):
    written(project, '[tool.fixer]\npath = "b"', "pyproject.toml")

    assert written(project, 'path = "a"').path == "a"


def test_a_named_file_is_the_one(project):
    (project / "other.toml").write_text('path = "other"')
    written(project, 'path = "near"')

    assert load(project, project / "other.toml").path == "other"


MISTAKES = [
    ("path = ", "fixer.toml:1:8: not valid TOML: invalid value\n    path ="),
    ('path = "a"\npath = "b"', 'fixer.toml:2:11: not valid TOML: cannot overwrite a value\n    path = "b"'),
    ("\n  pth = 1", "fixer.toml:2:3: there is no setting pth\n    pth = 1\n  Did you mean path?"),
    ("path = 3", "fixer.toml:1:1: path: expected `str | null`, got `int`\n    path = 3"),
    ("postgres = 12", "fixer.toml:1:1: postgres: expected `int` >= 13\n    postgres = 12"),
    ("postgres = '14'", "fixer.toml:1:1: postgres: expected `int | null`, got `str`\n    postgres = '14'"),
    ("unsafe = 1", "fixer.toml:1:1: unsafe: expected `bool`, got `int`\n    unsafe = 1"),
    (
        'group_by = "tables"',
        "fixer.toml:1:1: group_by: invalid enum value 'tables', expected one of rule, table, finding, none"
        '\n    group_by = "tables"',
    ),
    (
        'select = [\n  "a",\n  2,\n]',
        "fixer.toml:1:1: select: expected `str`, got `int` (at select[1])\n    select = [",
    ),
    (
        "ignore = [1]",
        "fixer.toml:1:1: an entry of ignore is a rule, or {rule | key, reason}\n    ignore = [1]",
    ),
    (
        'ignore = [{rule = "a", key = "b"}]',
        "fixer.toml:1:1: an entry of ignore is a rule, or {rule | key, reason}"
        '\n    ignore = [{rule = "a", key = "b"}]',
    ),
    ("rules = 1", "fixer.toml:1:1: rules: expected `object`, got `int`\n    rules = 1"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_a_mistake_is_shown_with_its_place_and_line(project, text, message):
    assert failure(lambda: written(project, text)) == message


RULE_MISTAKES = [
    (
        '[rules.missing-check]\n\npattern = "x"',
        'fixer.toml:3:1: missing-check has no option pattern\n    pattern = "x"\n  Did you mean patterns?',
    ),
    (
        "rules.missing-check.owner = 3",
        "fixer.toml:1:1: owner: expected `str | null`, got `int`\n    rules.missing-check.owner = 3",
    ),
    (
        '[rules.missing-check]\npatterns = [\n  {columns = "a", chek = "b"},\n]',
        'fixer.toml:3:19: patterns has no field chek\n    {columns = "a", chek = "b"},\n'
        "  Did you mean check?",
    ),
    (
        '[[rules.missing-check.patterns]]\ncolumns = "a"\nchek = "b"',
        'fixer.toml:3:1: patterns has no field chek\n    chek = "b"\n  Did you mean check?',
    ),
    (
        "[rules.missing-check]\npatterns = [{}]",
        "fixer.toml:2:1: patterns: object missing required field `columns` (at patterns[0])"
        "\n    patterns = [{}]",
    ),
    (
        '[rules.missing-check]\nowner = ""',
        "fixer.toml:1:2: missing-check: owner is empty\n    [rules.missing-check]",
    ),
    (
        '[rules.missing-check]\nplatform = "plain"',
        'fixer.toml:2:1: missing-check has no option platform\n    platform = "plain"\n'
        "  There are patterns, owner, text.",
    ),
    (
        "[rules.missing-check.text]\na = 1",
        "fixer.toml:1:2: text: expected `str`, got `int` (at text[...])\n    [rules.missing-check.text]",
    ),
]


@pytest.mark.parametrize(("text", "message"), RULE_MISTAKES)
def test_a_mistake_in_a_rules_options_is_shown_with_its_place_and_line(project, text, message):
    config = written(project, text)

    assert failure(lambda: options(config)) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[rules.mising-check]",
            "fixer.toml:1:2: there is no rule mising-check\n    [rules.mising-check]\n"
            "  Did you mean missing-check?",
        ),
        (
            'select = ["missing-chek"]',
            'fixer.toml:1:1: there is no rule missing-chek\n    select = ["missing-chek"]\n'
            "  Did you mean missing-check?",
        ),
        (
            'ignore = ["x"]',
            'fixer.toml:1:1: there is no rule x\n    ignore = ["x"]\n  There are missing-check.',
        ),
        (
            'layout = "drizle"',
            'fixer.toml:1:1: there is no layout drizle\n    layout = "drizle"\n  Did you mean drizzle?',
        ),
    ],
)
def test_what_is_named_has_to_exist(project, text, message):
    config = written(project, text)

    assert failure(lambda: check(config, ["missing-check"], ["drizzle", "dbmate"])) == message


def test_what_exists_passes(project):
    config = written(
        project,
        'layout = "dbmate"\nselect = ["missing-check"]\n'
        'ignore = ["missing-check", "some-rule:public.t"]\n[rules.missing-check]',
    )

    check(config, ["missing-check"], ["drizzle", "dbmate"])


def test_in_a_pyproject_the_place_is_that_of_fixers_own_key(project):
    text = '[project]\npath = "x"\n[tool.fixer]\nname = "y"\n'

    assert failure(lambda: written(project, text, "pyproject.toml")).startswith("pyproject.toml:4:1: ")


@pytest.mark.parametrize(
    ("content", "message"),
    [(b'path = "a"\n\xff', "fixer.toml:2:1: not UTF-8"), (None, "fixer.toml: No such file or directory")],
)
def test_a_file_that_cannot_be_read_is_an_error(project, content, message):
    if content is not None:
        (project / "fixer.toml").write_bytes(content)

    assert failure(lambda: load(project, project / "fixer.toml")).startswith(message)


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("a = 1\nb = 2", ("b",), (2, 1)),
        ("[a]\nb = 1\n[c]\nb = 2", ("c", "b"), (4, 1)),
        ("[a]\nb = 1\n[c]\nd = 2", ("c", "b"), (3, 2)),
        ('"a=b" = 1\nc = 2', ("a=b",), (1, 1)),
        ("[ 'a' . b ] # c\n x = 1", ("a", "b", "x"), (2, 2)),
        ("a.b.c = 1", ("a", "b", "c"), (1, 1)),
        ("a = {b = 1, c = 2}", ("a", "c"), (1, 13)),
        ("", ("a",), (1, 1)),
    ],
)
def test_the_place_of_a_key(text, key, expected):
    assert place(text, key)[:2] == expected
