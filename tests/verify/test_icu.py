"""Collations of ICU's are proved on a server that was built with it, and where there is none that is said."""

from __future__ import annotations

import subprocess

import pytest

from fixer.verify import binaries
from fixer.verify.binaries import ICU
from fixer.verify.database import Schema, refused
from fixer.verify.script import Script, Way
from fixer.verify.send import Sender, SqlError
from fixer.verify.server import started
from fixer.verify.standins import available

NEEDS = {
    "CREATE COLLATION c (provider = icu, locale = 'de')": True,
    "CREATE COLLATION c (PROVIDER='icu', locale = 'de')": True,
    'CREATE TABLE t (a text COLLATE "de-x-icu")': True,
    "CREATE COLLATION c (provider = libc, locale = 'C')": False,
    "CREATE TABLE icu (provider text)": False,
}


@pytest.mark.parametrize("sql", NEEDS)
def test_what_makes_or_uses_a_collation_of_icu_s_wants_it(sql):
    schema = Schema((), "plain", (), one_transaction=False, source="nothing")

    assert (ICU in schema.extensions(Script("a.sql", sql, Way.EACH))) == NEEDS[sql]


BUILT = {
    ("16", "--prefix=/usr"): True,
    ("16", "--prefix=/usr --without-icu"): False,
    ("15", "--prefix=/usr --with-icu"): True,
    ("15", "--prefix=/usr"): False,
}


@pytest.mark.parametrize("how", BUILT)
def test_programs_are_known_by_how_they_were_built(how, tmp_path, monkeypatch):
    version, configured = how
    monkeypatch.setattr(binaries, "major", lambda _folder: int(version))
    done = subprocess.CompletedProcess([], 0, f"{tmp_path}\n{configured}\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)

    assert (ICU in binaries.extensions(tmp_path)) == BUILT[how]


def test_those_with_it_are_chosen_for_it_alone(monkeypatch):
    folders = {"/with": frozenset({ICU}), "/without": frozenset()}
    monkeypatch.setattr(binaries, "extensions", lambda folder: folders[str(folder)])
    monkeypatch.setattr(binaries, "major", lambda _folder: 18)
    monkeypatch.setattr(binaries, "embedded", lambda: (binaries.Path("/without"),))
    monkeypatch.setattr(binaries, "local", lambda: (binaries.Path("/with"),))

    assert str(binaries.choose([ICU])) == "/with"
    assert str(binaries.choose([])) == "/without"


@pytest.mark.slow
def test_a_server_without_it_is_told_as_why():
    with started(binaries.choose()) as server, server.connect() as connection:
        if ICU in available(connection):
            pytest.skip("this one has it")
        sender = Sender(connection, missing={ICU})
        with pytest.raises(SqlError) as caught:
            sender.send(Script("a.sql", next(iter(NEEDS)), Way.EACH))
        assert "was built without ICU" in refused(caught.value, sender).hint
