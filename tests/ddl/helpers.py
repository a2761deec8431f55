"""Running SQL on a catalog in tests."""

from __future__ import annotations

from typing import Any

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Object, Schema
from fixer.ddl.base import STATEMENTS, Session
from fixer.ddl.difference import difference
from fixer.model import ObjectRef
from fixer.sql import parse


def empty() -> Catalog:
    """A new database: it has the schema public."""
    catalog = Catalog()
    catalog.put(Schema(ObjectRef("schema", "", "public"), id=catalog.new_id()))
    return catalog


def run(sql: str, catalog: Catalog | None = None, rules: Session | None = None) -> Catalog:
    """The catalog after the statements of a text. Notes fail the test unless ``rules`` collects them."""
    catalog = empty() if catalog is None else catalog
    given = rules is not None
    rules = rules or Session()
    for piece in parse.slices(sql):
        text = sql[piece]
        kind, node = parse.statement(text)
        STATEMENTS[kind](node, text).effect(catalog, rules)
    assert given or not rules.notes, rules.notes
    return catalog


def notes(sql: str, setup: str = "") -> list[str]:
    """What there is to say about statements that run after ``setup``."""
    rules = Session()
    run(sql, run(setup), rules)
    return rules.notes


def cost(sql: str, setup: str = "") -> list[tuple[str, str]]:
    """The locks of one statement that would run after ``setup``."""
    kind, node = parse.statement(sql)
    found = STATEMENTS[kind](node, sql).cost(run(setup), Session(strict=True))
    return [(lock.relation, lock.mode) for lock in found.locks]


def get(catalog: Catalog, kind: str, name: str, place: str = "public", **more: str) -> Any:
    """The object of that name, which must be there; ``place`` is its schema."""
    found = catalog.get(ObjectRef(kind, place, name, **more))
    assert found is not None, f"no {kind} {name}"
    return found


def contents(catalog: Catalog) -> dict[ObjectRef, Object]:
    """All objects by name, for comparing catalogs."""
    return {item.ref: item for item in catalog.objects()}


def rerun(texts: list[str], *setup: str) -> Catalog:
    """The catalog that statements make after ``setup``."""
    return run(";".join(texts), run(";".join(setup)))


def assert_leaves(made: str, gone: str, left: str) -> None:
    """What is made is, once something is gone, what another script makes."""
    after, wanted = run(f"{made};{gone}"), run(left)

    assert difference(after, wanted) == []
    assert difference(wanted, after) == []


def assert_comes_back(made: str, gone: str) -> None:
    """The way back of what takes something away leads to what was made."""
    before = run(made)
    after = run(gone, before.overlay())

    back = "; ".join(statement.sql.rstrip(";") for statement in difference(after, before))

    assert difference(run(back, after.overlay()), before) == []
