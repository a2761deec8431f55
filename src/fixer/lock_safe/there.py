"""Whether a change has been made already: what it would make is there, what it would drop is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, Function, Index, Object, Policy, Sequence, Table, View
from fixer.ddl.alter_table import AlterTable
from fixer.ddl.base import DdlError, Session, strings
from fixer.ddl.drop import Drop
from fixer.ddl.run import apply, prepare
from fixer.ddl.same_query import same_condition, same_view
from fixer.ddl.texts import qualified
from fixer.findings.suggestion import refused
from fixer.lock_safe.script import NotTakenError, pieces
from fixer.model import ObjectRef
from fixer.sql import parse
from fixer.sql.canonical import columns as columns_of
from fixer.sql.canonical import equivalent
from fixer.sql.parse import Node, SqlSyntaxError
from fixer.sql.quote import identifier
from fixer.sql.quote import qualified as qualified_name


def there_already(script: str, catalog: Catalog) -> bool:
    """Whether nothing is left to do of a script.

    Each statement is run where it still can be; of the others, what they make has to be there, and what they take
    has to be gone. In the end nothing may differ.
    """
    state = catalog.overlay()
    try:
        statements = [sql for sql, _line in pieces(script)]
        for sql in reversed(statements):
            _rename_back(sql, state)
        for sql in statements:
            if refused(*parse.statement(sql)) or not all(_done_or_run(text, state) for text in _apart(sql)):
                return False
    except (NotTakenError, SqlSyntaxError):
        return False
    return all(_no_news(ref, was, now, catalog) for ref, was, now in state.changes(catalog))


def _apart(sql: str) -> list[str]:
    ddl = prepare(sql)
    return ddl.apart() if isinstance(ddl, AlterTable) and len(ddl.node["cmds"]) > 1 else [sql]


def _done_or_run(sql: str, state: Catalog) -> bool:
    """Runs a statement on ``state``; where it does not fit any more, whether it has been carried out."""
    layer = state.overlay()
    try:
        apply(layer, sql)
    except DdlError:
        kind, node = parse.statement(sql)
        return _GONE.get(kind, _made)(sql, kind, node, state)
    layer.commit()
    return True


def _dropped(sql: str, _kind: str, _node: Node, state: Catalog) -> bool:
    ddl = prepare(sql)
    return isinstance(ddl, Drop) and all(ref is None for _name, ref in ddl.targets(state, Session()))


def _renamed(_sql: str, _kind: str, node: Node, state: Catalog) -> bool:
    """Whether the old name means nothing and the new one something."""
    named, new = node.get("relation"), node["newname"]
    if named is None:
        return False
    schema = named.get("schemaname", "public")
    if node["renameType"] == "OBJECT_COLUMN":
        table = state.table(schema, named["relname"])
        return table is not None and table.column(node["subname"]) is None and table.column(new) is not None
    if "subname" in node:
        kinds = ("constraint", "policy", "trigger")
        refs = [
            [ObjectRef(kind, schema, name, named["relname"]) for kind in kinds]
            for name in (node["subname"], new)
        ]
        old, wanted = ([state.get(ref) for ref in of_name] for of_name in refs)
        return not any(old) and any(wanted)
    return state.relation(schema, named["relname"]) is None and state.relation(schema, new) is not None


_GONE = {"DropStmt": _dropped, "RenameStmt": _renamed}


def _rename_back(sql: str, state: Catalog) -> None:
    """Undoes a rename that has been done, so that what was written for the old name fits again."""
    kind, node = parse.statement(sql)
    if kind != "RenameStmt" or not _renamed(sql, kind, node, state):
        return
    relation = node["relation"]
    schema, name, new = relation.get("schemaname", "public"), relation["relname"], identifier(node["newname"])
    inside = {"OBJECT_COLUMN": "COLUMN", "OBJECT_TABCONSTRAINT": "CONSTRAINT"}.get(node["renameType"])
    if inside:
        text = f"ALTER TABLE {qualified_name(schema, name)} RENAME {inside} {new} TO {identifier(node['subname'])}"
    else:
        text = f"ALTER TABLE {qualified_name(schema, node['newname'])} RENAME TO {identifier(name)}"
    layer = state.overlay()
    try:
        apply(layer, text)
    except DdlError:
        return
    layer.commit()


def _made(sql: str, kind: str, node: Node, state: Catalog) -> bool:
    """Whether all that a statement makes is there: it is run where that is not, and what it makes is compared."""
    if kind == "AlterTableStmt" and (gone := _subtracted(node, state)) is not None:
        return gone
    bare = state.overlay()
    for ref in _names(kind, node, state):
        item = state.get(ref)
        for child in state.children(ref, Object):
            bare.remove(child.ref)
        if item is not None:
            bare.remove(ref)
    column = _added(node) if kind == "AlterTableStmt" else None
    table = _table(node, state)
    if column is not None and table is not None:
        for ref in _of_column(table, column, state):
            bare.remove(ref)
        kept = tuple(item for item in table.columns if item.name != column)
        bare.put(replace(table, columns=kept))
    layer = bare.overlay()
    try:
        apply(layer, sql)
    except DdlError:
        return False
    return all(_no_news(ref, None, now, state) for ref, _was, now in layer.changes(bare))


def _of_column(table: Table, column: str, state: Catalog) -> Iterator[ObjectRef]:
    """What goes away with a column: its sequence, the constraints and indexes that it is part of."""
    yield from (item.ref for item in state.objects(Sequence) if item.owned_by == (table.ref, column))
    for constraint in state.children(table.ref, Constraint):
        if column in constraint.columns or column in columns_of(constraint.expression or "true"):
            yield constraint.ref
    for index in state.children(table.ref, Index):
        if any(key.column == column for key in index.keys):
            yield index.ref


def _table(node: Node, state: Catalog) -> Table | None:
    named = node.get("relation", {})
    return state.table(named.get("schemaname", "public"), named["relname"]) if "relname" in named else None


def _added(node: Node) -> str | None:
    command = node["cmds"][0]["AlterTableCmd"]
    name: str | None = (
        command["def"]["ColumnDef"]["colname"] if command["subtype"] == "AT_AddColumn" else None
    )
    return name


def _subtracted(node: Node, state: Catalog) -> bool | None:
    """Whether a column or constraint to be dropped is gone; None for another subcommand."""
    command, table = node["cmds"][0]["AlterTableCmd"], _table(node, state)
    if table is None or command["subtype"] not in ("AT_DropColumn", "AT_DropConstraint"):
        return None
    if command["subtype"] == "AT_DropColumn":
        return table.column(command["name"]) is None
    return state.get(ObjectRef("constraint", table.ref.schema, command["name"], table.ref.name)) is None


def _names(kind: str, node: Node, state: Catalog) -> Iterator[ObjectRef]:
    """The objects by the names that a statement gives to what it makes."""
    if kind == "AlterTableStmt":
        definition = node["cmds"][0]["AlterTableCmd"].get("def", {}).get("Constraint", {})
        table = _table(node, state)
        for item in state.children(table.ref, Constraint) if table and definition else ():
            if item.ref.name == definition.get("conname") or item.type == "p":
                yield item.ref
                yield ObjectRef("index", item.ref.schema, item.ref.name)
        return
    relation = (
        node.get("relation")
        or node.get("view")
        or node.get("sequence")
        or node.get("typevar")
        or node.get("table")
        or {}
    )
    schema = relation.get("schemaname", "public")
    if kind in ("CreatePolicyStmt", "CreateTrigStmt"):
        what = "policy" if kind == "CreatePolicyStmt" else "trigger"
        yield ObjectRef(what, schema, node.get("policy_name") or node["trigname"], relation["relname"])
        return
    if kind == "CreateSchemaStmt":
        yield ObjectRef("schema", "", node["schemaname"])
    elif kind == "CreateExtensionStmt":
        yield ObjectRef("extension", "", node["extname"])
    elif kind in ("CreateEnumStmt", "CreateDomainStmt", "CreateFunctionStmt"):
        parts = strings(node.get("typeName") or node.get("domainname") or node["funcname"])
        where = parts[-2] if len(parts) > 1 else "public"
        known = state.type(where, parts[-1])
        yield from [known.ref] if known is not None and kind != "CreateFunctionStmt" else []
        if kind == "CreateFunctionStmt":
            yield from (item.ref for item in state.routines(where, parts[-1]))
    else:
        named = node.get("idxname") if kind == "IndexStmt" else relation.get("relname")
        found = state.relation(schema, named) if named else None
        if found is not None:
            yield found.ref


# what is the same


def _no_news(ref: ObjectRef, was: Object | None, now: Object | None, catalog: Catalog) -> bool:
    """Whether an object that a statement left is one that was there, under its name or, if it had none, another."""
    if now is None:
        return False
    if was is not None:
        return _unchanged(now, was, catalog)
    there = catalog.get(ref)
    if there is not None:
        return _same(now, there, catalog)
    owner = now.table if isinstance(now, Constraint | Index) else None
    others = catalog.children(owner, type(now)) if owner is not None else ()
    return any(_same(now, replace(other, ref=ref), catalog) for other in others)


def _unchanged(now: Object, was: Object, catalog: Catalog) -> bool:
    """Whether a statement that was run again left an object as it was."""
    now, was = qualified(now, catalog), qualified(was, catalog)
    if not isinstance(now, Table) or not isinstance(was, Table):
        beside = {"comment": now.comment, "grants": now.grants, "owner": now.owner}
        return replace(was, **beside) == was and _same(now, was, catalog)  # type: ignore[arg-type]
    columns = {column.name: column for column in was.columns}
    return (
        replace(now, columns=()) == replace(was, columns=())
        and all(
            column.name in columns and _as_before(column, columns.pop(column.name)) for column in now.columns
        )
        and not columns
    )


def _as_before(now: Column, was: Column) -> bool:
    texts = _alike(now.default, was.default) and _alike(now.generated, was.generated)
    return texts and replace(now, default=None, generated=None) == replace(was, default=None, generated=None)


def _same(wanted: Object, there: Object, catalog: Catalog) -> bool:
    """Whether ``there`` does all that ``wanted`` does: PostgreSQL may print its expressions otherwise."""
    if type(wanted) is not type(there):
        return False
    wanted, there = qualified(wanted, catalog), qualified(there, catalog)
    if isinstance(wanted, Table) and isinstance(there, Table):
        return all(_same_column(column, there) for column in wanted.columns)
    if isinstance(wanted, Constraint) and isinstance(there, Constraint):
        if wanted.type == there.type == "c":
            return _alike(wanted.expression, there.expression) and there.validated >= wanted.validated
        return _facts(wanted) == _facts(there) and there.validated >= wanted.validated
    if isinstance(wanted, Index) and isinstance(there, Index):
        plain = (wanted.method, wanted.unique, wanted.include) == (there.method, there.unique, there.include)
        keys = len(wanted.keys) == len(there.keys) and all(
            one.column == other.column
            and one.suffix == other.suffix
            and _alike(one.expression, other.expression)
            for one, other in zip(wanted.keys, there.keys, strict=True)
        )
        return plain and keys and there.valid and _alike(wanted.predicate, there.predicate)
    if isinstance(wanted, Function) and isinstance(there, Function):
        return _without_text(wanted) == _without_text(there)
    if isinstance(wanted, Policy) and isinstance(there, Policy):
        clauses = ((wanted.using, there.using), (wanted.check, there.check))
        texts = all(
            _alike(one, other) or (one and other and same_condition(one, other, wanted.table, catalog))
            for one, other in clauses
        )
        return bool(texts) and replace(wanted, using=None, check=None) == replace(
            there, using=None, check=None
        )
    if isinstance(wanted, View):  # whose rights are another matter, as a table's are
        assert isinstance(there, View)
        wanted = replace(wanted, comment=there.comment, owner=there.owner, grants=there.grants)
        if same_view(wanted, there, catalog):
            wanted = replace(wanted, query=there.query, spelled_out=there.spelled_out, columns=there.columns)
    return wanted == there


def _without_text(function: Function) -> Function:
    """The function without how its header is written: a type's schema may be said or not."""
    return replace(function, arguments="", result="", comment=None, owner=None, grants=None)


def _facts(key: Constraint) -> tuple[object, ...]:
    action = (key.on_delete, key.on_update, key.match, key.deferrable, key.deferred)
    return key.columns, key.references, key.include, action


def _same_column(wanted: Column, table: Table) -> bool:
    there = table.column(wanted.name)
    return (
        there is not None
        and there.type == wanted.type
        and there.not_null >= wanted.not_null
        and (there.identity is None) == (wanted.identity is None)
        and _alike(wanted.default, there.default)
        and _alike(wanted.generated, there.generated)
    )


def _alike(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one == other
    try:
        return one == other or equivalent(one, other)
    except SqlSyntaxError:
        return False
