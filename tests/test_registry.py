"""Loading fixers: a file is read once while it stays what it is, and two of one name do not meet."""

from __future__ import annotations

from fixer.config import Config, options_for
from fixer.registry import load

FIXER = """
from dataclasses import dataclass
from fixer.api import Applicability, Options

rule = "own"
promise = "%s"
slug = "own"
answers = {}
applicability = Applicability.SAFE

@dataclass(frozen=True)
class Options(Options):
    words: "Words" = ()

Words = %s

def detect(catalog, options): return ()
def fix(finding, catalog, options): raise NotImplementedError
"""


def made(folder, promise="one", words="tuple[str, ...]"):
    folder.mkdir(exist_ok=True)
    (folder / "own.py").write_text(FIXER % (promise, words))
    return folder


def test_a_file_that_stays_is_loaded_once_and_one_that_changes_anew(tmp_path):
    first, again = load([made(tmp_path / "a")]), load([tmp_path / "a"])

    assert first["own"] is again["own"]
    assert load([made(tmp_path / "a", "another")])["own"].promise == "another"


def test_files_of_one_name_know_their_own_types(tmp_path):
    one, other = load([made(tmp_path / "a")]), load([made(tmp_path / "b", words="tuple[int, ...]")])

    for fixers, said in ((one, ["x"]), (other, [3])):
        options = options_for(fixers["own"], Config(rules={"own": {"words": said}}), "plain", {}, ())
        assert options.words == tuple(said)
