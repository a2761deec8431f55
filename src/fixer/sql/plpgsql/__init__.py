"""The SQL inside a PL/pgSQL body, and where it stands.

libpg_query's own PL/pgSQL tree gives the text of each query without its place. PostgreSQL finds the queries
by their tokens, though: an expression ends at the first THEN, LOOP, semicolon … outside parentheses, whatever
it means. This reader goes by the same rules (src/pl/plpgsql/src/pl_gram.y: read_sql_construct,
make_execsql_stmt, for_control), so it needs neither the function's header nor its variables, and gives exact
places. Whatever it takes for SQL must be SQL to libpg_query, or nothing is reported at all.
"""

from __future__ import annotations

from pglast.parser import ParseError

from fixer.sql.plpgsql.model import Body, BodyNotUnderstood, Embedded, RelationMention
from fixer.sql.plpgsql.reader import Reader

__all__ = ["Body", "BodyNotUnderstood", "Embedded", "RelationMention", "embedded", "read"]


def embedded(body: str) -> tuple[Embedded, ...]:
    """The SQL in a PL/pgSQL body. Raises BodyNotUnderstood."""
    return read(body).embedded


def read(body: str) -> Body:
    """What there is in a PL/pgSQL body. Raises BodyNotUnderstood."""
    try:
        reader = Reader(body)
    except ParseError as error:
        message, *place = error.args
        raise BodyNotUnderstood(str(message), place[0] if place and place[0] else 0) from None
    try:
        reader.function()
    except RecursionError:
        raise BodyNotUnderstood("blocks are nested too deep", 0) from None
    return Body(
        tuple(reader.found), reader.relations(), frozenset(reader.variables), frozenset(reader.labels)
    )
