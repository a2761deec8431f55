"""An argument of a SQL function whose name a column gets that its body reads: PostgreSQL keeps the argument, though a column by
that name would be meant first (documentation, 36.5.1 Arguments for SQL Functions).
"""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function, Object
from fixer.ddl.base import Session
from fixer.ddl.queries.column_reader import columns_read
from fixer.ddl.queries.query_columns import columns_of
from fixer.ddl.texts.function_text import with_source
from fixer.function_source.routine import apply
from fixer.model import ObjectRef
from fixer.sql import parse
from fixer.sql.parse import Offsets
from fixer.sql.quote import identifier
from fixer.sql.tokens import Tokens


def kept(item: Object, catalog: Catalog, relation: ObjectRef, column: str) -> Object:
    """The function with its argument told from a column that the relation is to have; anything else as it is."""
    if not isinstance(item, Function) or not item.atomic or column not in item.argument_names:
        return item
    kind, node = parse.statement(item.source)
    tree, offsets, tokens = {kind: node}, Offsets(item.source), Tokens(item.source)
    reader = columns_read(tree, catalog, columns_of(catalog, Session()))
    if not any(rows.relation == relation for rows in reader.relations):
        return item
    own = f"{identifier(item.ref.name)}.{identifier(column)}"
    if any(item.ref.name in level.sources for level in reader.levels):  # which would be meant by that
        own = f"${item.argument_names.index(column) + 1}"
    places = [tokens.at(offsets.char(place)) for place, name in reader.unknown.items() if name == column]
    return with_source(item, apply(item.source, [(tokens.start(at), tokens.end(at), own) for at in places]))
