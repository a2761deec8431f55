"""The SQL that makes, changes or drops an index."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Index, IndexKey, Table
from fixer.ddl.names import object_name
from fixer.ddl.relations.index import name_part
from fixer.ddl.relations.storage import DEFAULT_TABLESPACE, parameters
from fixer.sql.quote import identifier, target
from fixer.values import replace


def create(index: Index, catalog: Catalog, concurrently: bool = False) -> list[str]:
    """CREATE INDEX as it stands; nothing for an index that a constraint or a partitioned parent makes by itself."""
    if index.constraint is not None:
        return []
    parent = catalog.find(index.parent, Index) if index.parent else None
    if parent is not None and not _by_hand(parent, catalog):
        return []
    partitioned = _partitioned(index, catalog)
    only = "ONLY " if partitioned and _by_hand(index, catalog) else ""
    concurrently = concurrently and not partitioned
    keys = ", ".join(_key_text(key) for key in index.keys)
    text = (
        f"CREATE {'UNIQUE ' if index.unique else ''}INDEX {'CONCURRENTLY ' if concurrently else ''}"
        f"{identifier(index.ref.name)} ON {only}{target(index.table)}"
        f"{'' if index.method == 'btree' else f' USING {identifier(index.method)}'} ({keys})"
    )
    if index.include:
        text += f" INCLUDE ({', '.join(map(identifier, index.include))})"
    if index.nulls_not_distinct:
        text += " NULLS NOT DISTINCT"
    if index.options:
        text += f" WITH ({index.options})"
    if index.tablespace:
        text += f" TABLESPACE {identifier(index.tablespace)}"
    if index.predicate:
        text += f" WHERE {index.predicate}"
    steps = [text, *_statistics(replace(index, statistics=()), index)]
    if parent is not None:
        steps.append(f"ALTER INDEX {target(parent.ref)} ATTACH PARTITION {target(index.ref)}")
    return steps


def _by_hand(parent: Index, catalog: Catalog) -> bool:
    """Whether a partitioned index was made ON ONLY and its children were attached, which their names tell."""
    if not parent.valid:
        return True
    middle = name_part((*parent.keys, *map(IndexKey, parent.include)))
    for partition in catalog.partitions(parent.table):
        for child in catalog.children(partition.ref, Index):
            automatic = object_name(partition.ref.name, middle, "idx")
            if child.parent == parent.ref and child.ref.name.rstrip("0123456789") != automatic.rstrip(
                "0123456789"
            ):
                return True
    return False


def renamed_copy(index: Index, state: Catalog, goal: Catalog) -> Index | None:
    """The index that a new partition got by itself where ``index`` should be."""
    if index.parent is None:
        return None
    made = (found for found in state.children(index.table, Index) if found.parent == index.parent)
    return next((i for i in made if getattr(goal.get(i.ref), "parent", None) != i.parent), None)


def _partitioned(index: Index, catalog: Catalog) -> bool:
    owner = catalog.find(index.table, Table)
    return owner is not None and owner.partition_key is not None


def _key_text(key: IndexKey) -> str:
    name = identifier(key.column) if key.column is not None else key.expression or ""
    return f"{name} {key.suffix}".strip()


def drop(index: Index, catalog: Catalog, concurrently: bool = True) -> list[str]:
    """DROP INDEX, CONCURRENTLY where PostgreSQL can: not for a partitioned index, nor for one attached to a parent."""
    if index.constraint is not None or index.parent is not None:
        return []
    if not concurrently:
        return [f"DROP INDEX {target(index.ref)}"]
    if _partitioned(index, catalog):
        return [f"DROP INDEX IF EXISTS {target(index.ref)}"]
    return [f"DROP INDEX CONCURRENTLY IF EXISTS {target(index.ref)}"]


def _statistics(old: Index, new: Index) -> list[str]:
    before, after = dict(old.statistics), dict(new.statistics)
    name = f"ALTER INDEX {target(new.ref)} ALTER COLUMN"
    return [
        f"{name} {number} SET STATISTICS {after.get(number, -1)}"
        for number in sorted({*before, *after})
        if before.get(number) != after.get(number)
    ]


def _settings(old: Index, new: Index) -> list[str]:
    """SET and RESET of what an index can change without being made anew."""
    name = f"ALTER INDEX {target(new.ref)}"
    steps = []
    if old.tablespace != new.tablespace:
        steps.append(f"{name} SET TABLESPACE {identifier(new.tablespace or DEFAULT_TABLESPACE)}")
    if old.options != new.options:
        before, after = ([o.strip() for o in item.options.split(",") if o.strip()] for item in (old, new))
        steps += parameters(name, before, after)
    return steps + _statistics(old, new)


def alter(old: Index, new: Index) -> list[str] | None:
    """SET, RESET and ATTACH PARTITION; everything else is dropped and made again."""
    rest = {"comment": None, "extensions": (), "security_labels": ()}
    like = {"options": new.options, "tablespace": new.tablespace, "statistics": new.statistics}
    old, wanted = replace(old, **rest), replace(new, **rest)  # type: ignore[arg-type]
    if replace(old, **like, parent=new.parent, valid=new.valid) != wanted:  # type: ignore[arg-type]
        return None
    steps = _settings(old, new)
    if new.parent is not None and old.parent is None:
        return [*steps, f"ALTER INDEX {target(new.parent)} ATTACH PARTITION {target(new.ref)}"]
    return steps if old.parent == new.parent else None
