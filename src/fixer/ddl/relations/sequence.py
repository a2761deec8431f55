"""Sequences: CREATE and ALTER SEQUENCE, and the SQL from one state of one to another."""

from __future__ import annotations

from collections.abc import Callable

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import External, Sequence, Table
from fixer.ddl.base import ACCESS_SHARE, SHARE_ROW_EXCLUSIVE, Cost, Ddl, Session, lock, statement
from fixer.ddl.names import (
    existing,
    place,
    range_parts,
    refuse_type_name,
    relation,
    relation_named,
    split,
    type_named,
)
from fixer.ddl.relations import identity_sequence
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, target
from fixer.sql.types import BIGINT, DataType, reach, sequence_bounds
from fixer.values import replace


def _plain(sequence: Sequence) -> Sequence:
    """None for each value that is the default one, so that sequences which are alike are equal."""
    least, greatest = sequence_bounds(sequence.type, sequence.increment)
    minimum = None if sequence.minimum == least else sequence.minimum
    maximum = None if sequence.maximum == greatest else sequence.maximum
    first = (
        (least if minimum is None else minimum)
        if sequence.increment > 0
        else (greatest if maximum is None else maximum)
    )
    start = None if sequence.start == first else sequence.start
    return replace(sequence, minimum=minimum, maximum=maximum, start=start)


def _spelled_out(sequence: Sequence) -> Sequence:
    """The values as the server holds them: ALTER SEQUENCE keeps them, whatever the defaults are by then."""
    least, greatest = sequence_bounds(sequence.type, sequence.increment)
    minimum = least if sequence.minimum is None else sequence.minimum
    maximum = greatest if sequence.maximum is None else sequence.maximum
    start = (minimum if sequence.increment > 0 else maximum) if sequence.start is None else sequence.start
    return replace(sequence, minimum=minimum, maximum=maximum, start=start)


def _number(node: Node) -> int | None:
    argument = node.get("arg")
    if argument is None:
        return None
    if "Float" in argument:
        return int(argument["Float"]["fval"])
    return int(argument["Integer"].get("ival", 0))


# option -> the field that it sets, and to what
_OPTIONS: dict[str, tuple[str, Callable[[Node], int | bool | None]]] = {
    "increment": ("increment", _number),
    "minvalue": ("minimum", _number),
    "maxvalue": ("maximum", _number),
    "start": ("start", _number),
    "cache": ("cache", _number),
    "cycle": ("cycle", lambda node: bool(node["arg"]["Boolean"].get("boolval"))),
}


def _owner(catalog: Catalog, session: Session, node: Node) -> tuple[ObjectRef, str] | None:
    parts = [item["String"]["sval"] for item in node["arg"]["List"]["items"]]
    if len(parts) == 1:  # NONE
        return None
    *table, column = parts
    return relation_named(catalog, session, *split(table)), column


def _with_options(catalog: Catalog, session: Session, sequence: Sequence, options: list[Node]) -> Sequence:
    for option in options:
        name = option["defname"]
        if name == "owned_by":
            sequence = replace(sequence, owned_by=_owner(catalog, session, option))
            _refuse_owner(catalog, session, sequence)
        elif name == "as":
            sequence = _retyped(sequence, type_named(catalog, session, option["arg"]["TypeName"]))
        elif name in _OPTIONS:
            field, read = _OPTIONS[name]
            sequence = replace(sequence, **{field: read(option)})  # type: ignore[arg-type]
    return sequence


def _retyped(sequence: Sequence, kind: DataType) -> Sequence:
    """Bounds that are the old type's own become the new type's (src/backend/commands/sequence.c)."""
    was, now = reach(sequence.type), reach(kind)
    return replace(
        sequence,
        type=kind,
        minimum=-now if sequence.minimum == -was else sequence.minimum,
        maximum=now - 1 if sequence.maximum == was - 1 else sequence.maximum,
    )


def _refuse(session: Session, made: Sequence) -> None:
    """Says that a sequence cannot be so (init_params, process_owned_by in sequence.c)."""
    name, spelled = target(made.ref), _spelled_out(made)
    kind = made.type
    if kind is not None and not kind.integer:
        session.problem(f"sequence {name} is of type {kind}: it counts smallint, integer or bigint")
        return
    least, greatest, start = spelled.minimum or 0, spelled.maximum or 0, spelled.start or 0
    if made.increment == 0:
        session.problem(f"sequence {name} goes on by 0")
    if not -reach(kind) <= least < greatest < reach(kind) or not least <= start <= greatest:
        session.problem(f"sequence {name} starts at {start} between {least} and {greatest}, which cannot be")
    if made.owned_by is not None and made.owned_by[0].schema != made.ref.schema:
        session.problem(
            f"sequence {name} is in another schema than {target(made.owned_by[0])}, which is to own it"
        )


def _refuse_owner(catalog: Catalog, session: Session, sequence: Sequence) -> None:
    """Says that a sequence belongs to another role than the table that is to own it (process_owned_by in sequence.c). A role
    that nobody names is whoever runs the file: it may be the other one.
    """
    table = catalog.get(sequence.owned_by[0]) if sequence.owned_by is not None else None
    if not isinstance(table, Table) or table.owner == sequence.owner:
        return
    if session.strict or (table.owner and sequence.owner):
        session.problem(f"sequence {target(sequence.ref)} has another owner than {target(table.ref)}")


@statement("CreateSeqStmt")
class CreateSequence(Ddl):
    """CREATE SEQUENCE."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the sequence."""
        relation_node = self.node["sequence"]
        persistence = relation_node.get("relpersistence", "p")
        schema, name = place(catalog, session, range_parts(relation_node))
        ref = ObjectRef("sequence", "pg_temp" if persistence == "t" else schema, name)
        taken = catalog.relation(schema, name)
        if taken is not None and not isinstance(taken, External):
            if self.node.get("if_not_exists"):
                return
            session.problem(f"relation {target(ref)} exists already", taken.ref)
        else:
            refuse_type_name(catalog, session, ref)
        if isinstance(taken, External):
            catalog.remove(taken.ref)
        made = Sequence(ref, id=catalog.new_id(), origin=session.origin, type=BIGINT, persistence=persistence)
        options = [item["DefElem"] for item in self.node.get("options", [])]
        made = _plain(_with_options(catalog, session, made, options))
        _refuse(session, made)
        catalog.put(made)

    def cost(self, before: Catalog, session: Session) -> Cost:
        """ACCESS SHARE on the table that OWNED BY names (measured)."""
        return Cost(tuple(lock(ref, ACCESS_SHARE) for ref in _owners(self.node, before, session)))


@statement("AlterSeqStmt")
class AlterSequence(Ddl):
    """ALTER SEQUENCE."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Changes what is given; the other values stay as they are, also those that were defaults."""
        parts = range_parts(self.node["sequence"])
        found = existing(catalog, session, parts)
        if not isinstance(found, Sequence):
            of = identity_sequence.column_of(catalog, session, parts)
            if of is not None:
                options = [item["DefElem"] for item in self.node.get("options", [])]
                if any(option["defname"] == "owned_by" for option in options):
                    session.problem(f"{'.'.join(parts)} numbers an identity column, which it stays owned by")
                identity_sequence.alter(catalog, *of, options)
                return
            if self.node.get("missing_ok"):
                return
            if found is None:
                relation(catalog, session, self.node["sequence"])
            if session.strict and not isinstance(found, External):
                session.problem(f"there is no sequence {'.'.join(range_parts(self.node['sequence']))}")
            return
        options = [item["DefElem"] for item in self.node.get("options", [])]
        made = _plain(_with_options(catalog, session, _spelled_out(found), options))
        _refuse(session, made)
        catalog.put(made)

    def cost(self, before: Catalog, session: Session) -> Cost:
        """SHARE ROW EXCLUSIVE on the sequence (documentation, ALTER SEQUENCE; measured)."""
        parts = range_parts(self.node["sequence"])
        ref = identity_sequence.ref_of(before, session, parts)
        taken = [lock(ref, SHARE_ROW_EXCLUSIVE)] if ref is not None else []
        return Cost((*taken, *(lock(ref, ACCESS_SHARE) for ref in _owners(self.node, before, session))))


def _owners(node: Node, before: Catalog, session: Session) -> list[ObjectRef]:
    options = [item["DefElem"] for item in node.get("options", [])]
    found = [_owner(before.overlay(), session, o) for o in options if o["defname"] == "owned_by"]
    return [owner[0] for owner in found if owner is not None]


def _owned_by(sequence: Sequence) -> str:
    if sequence.owned_by is None:
        return "OWNED BY NONE"
    table, column = sequence.owned_by
    return f"OWNED BY {target(table)}.{identifier(column)}"


def create(sequence: Sequence, catalog: Catalog) -> list[str]:
    """CREATE SEQUENCE with what is not default."""
    text = f"CREATE {'UNLOGGED ' if sequence.persistence == 'u' else ''}SEQUENCE {target(sequence.ref)}"
    blank = Sequence(sequence.ref, type=BIGINT)
    return [" ".join([text, *_clauses(blank, sequence, altering=False)])]


def drop(sequence: Sequence, catalog: Catalog) -> list[str]:
    """DROP SEQUENCE."""
    return [f"DROP SEQUENCE {target(sequence.ref)}"]


def alter(old: Sequence, new: Sequence, catalog: Catalog) -> list[str] | None:
    """ALTER SEQUENCE with what differs."""
    if "t" in (old.persistence, new.persistence) and old.persistence != new.persistence:
        return None
    name, steps = target(new.ref), []
    clauses = _clauses(old, new, altering=True)
    if clauses:
        steps.append(f"ALTER SEQUENCE {name} {' '.join(clauses)}")
    if old.persistence != new.persistence:
        steps.append(f"ALTER SEQUENCE {name} SET {'UNLOGGED' if new.persistence == 'u' else 'LOGGED'}")
    return steps


def _clauses(old: Sequence, new: Sequence, altering: bool) -> list[str]:
    """The options from one state to another. Altering, a default is said: without it the value would stay."""
    was, now = (_spelled_out(old), _spelled_out(new)) if altering else (old, new)
    clauses = []
    if (old.type or BIGINT) != (new.type or BIGINT):
        clauses.append(f"AS {new.type or BIGINT}")
    if old.increment != new.increment:
        clauses.append(f"INCREMENT BY {new.increment}")
    for field, word in (("minimum", "MINVALUE"), ("maximum", "MAXVALUE"), ("start", "START WITH")):
        if getattr(was, field) != getattr(now, field):
            clauses.append(f"{word} {getattr(now, field)}")
    if old.cache != new.cache:
        clauses.append(f"CACHE {new.cache}")
    if old.cycle != new.cycle:
        clauses.append("CYCLE" if new.cycle else "NO CYCLE")
    if old.owned_by != new.owned_by:
        clauses.append(_owned_by(new))
    return clauses
