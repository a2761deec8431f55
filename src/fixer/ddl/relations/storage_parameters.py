"""The storage parameters that there are (documentation, CREATE TABLE and CREATE INDEX; reloptions.c): 15 and 18 refuse all others."""

from __future__ import annotations

from collections.abc import Iterable

from fixer.ddl.base import Session
from fixer.ddl.relations.storage import option_name, option_value
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, target

_OF_VACUUM = frozenset(
    [
        *("autovacuum_enabled", "autovacuum_vacuum_threshold", "autovacuum_vacuum_insert_threshold"),
        *("autovacuum_vacuum_max_threshold", "autovacuum_vacuum_cost_limit", "autovacuum_vacuum_cost_delay"),
        *("autovacuum_freeze_min_age", "autovacuum_freeze_max_age", "autovacuum_freeze_table_age"),
        *("autovacuum_multixact_freeze_min_age", "autovacuum_multixact_freeze_max_age"),
        *("autovacuum_multixact_freeze_table_age", "autovacuum_vacuum_scale_factor", "vacuum_truncate"),
        *("autovacuum_vacuum_insert_scale_factor", "log_autovacuum_min_duration", "vacuum_index_cleanup"),
        *("vacuum_max_eager_freeze_failure_rate",),
    ]
)
"""Those of a table that its TOAST table has, too."""
OF_TABLES = frozenset(
    [
        *_OF_VACUUM,
        *(f"toast.{name}" for name in _OF_VACUUM),
        *(
            "fillfactor",
            "autovacuum_analyze_threshold",
            "autovacuum_analyze_scale_factor",
            "user_catalog_table",
        ),
        *("parallel_workers", "toast_tuple_target"),
    ]
)
OF_VIEWS = frozenset(["security_barrier", "security_invoker", "check_option"])
OF_INDEXES = {
    "btree": frozenset(["fillfactor", "deduplicate_items"]),
    "hash": frozenset(["fillfactor"]),
    "gist": frozenset(["fillfactor", "buffering"]),
    "gin": frozenset(["fastupdate", "gin_pending_list_limit"]),
    "spgist": frozenset(["fillfactor"]),
    "brin": frozenset(["pages_per_range", "autosummarize"]),
}
"""By PostgreSQL's own methods."""
_OIDS = "oids"
"""What a table made by CREATE may say it has not (interpretOidsOption)."""
_NO = frozenset({"false", "off", "no", "0"})
_FULL = range(10, 101)
_TOAST = "toast"
"""The one namespace that PostgreSQL has itself (HEAP_RELOPT_NAMESPACES)."""


def refuse_unknown(
    session: Session, ref: ObjectRef, known: frozenset[str] | None, said: Iterable[Node], made: bool = True
) -> None:
    """Says which of the parameters of a relation there are not; ``known`` is None where others may say what there is. What an
    extension brings has its name before it: ``timescaledb.compress``.
    """
    if known is None:
        return
    for option in said:
        name, value = option_name(option), option_value(option)
        if option.get("defnamespace", _TOAST) != _TOAST:
            continue
        if made and name == _OIDS and ref.kind != "index":
            if value.lower() not in _NO:
                session.problem(f"{target(ref)} is to have OIDs, which no table has any more")
        elif name not in known:
            session.problem(f"{target(ref)} has no parameter {identifier(name)}")
        elif name == "fillfactor" and value.isdigit() and int(value) not in _FULL:
            session.problem(f"{target(ref)} is filled to between 10 and 100 percent, not {value}")
