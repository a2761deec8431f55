"""Views and materialized views, CREATE TABLE AS, and the SQL from one state of a view to another."""

from __future__ import annotations

from collections import Counter

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, External, Table, View
from fixer.catalog.resolve import TEMPORARY, resolve
from fixer.ddl.any_object.comment import on_column
from fixer.ddl.base import ACCESS_EXCLUSIVE, ON_COMMIT_DROP, Cost, Ddl, Session, lock, statement
from fixer.ddl.names import changed_elsewhere, existing, place, range_parts, refuse_type_name
from fixer.ddl.queries import query_columns
from fixer.ddl.queries.expression_type import UNKNOWN
from fixer.ddl.queries.output_names import view_columns
from fixer.ddl.queries.stars import spelled_out
from fixer.ddl.relations.storage import (
    DEFAULT_METHOD,
    DEFAULT_TABLESPACE,
    option_name,
    option_value,
    parameters,
    placed,
    stored,
)
from fixer.ddl.relations.storage_parameters import OF_VIEWS, refuse_unknown
from fixer.ddl.tables.alter_other import view_settings
from fixer.ddl.tables.view_fit import refuse_query
from fixer.ddl.texts.depends import needs
from fixer.ddl.texts.kept_meaning import in_queries, with_column
from fixer.model import Hazard, ObjectRef
from fixer.sql.names import names
from fixer.sql.parse import Node, SqlSyntaxError, without_places
from fixer.sql.parse import statement as parsed
from fixer.sql.quote import identifier, qualified, target
from fixer.values import replace

_CHECKS = {"LOCAL_CHECK_OPTION": "LOCAL", "CASCADED_CHECK_OPTION": "CASCADED"}


def _options(nodes: list[Node]) -> tuple[str, ...]:
    """WITH (…) as ``name=value``, a bare name meaning true."""
    options = (node["DefElem"] for node in nodes)
    return tuple(f"{option_name(option)}={option_value(option)}" for option in options)


def _free(
    catalog: Catalog, session: Session, kind: str, wanted: tuple[str, str], tolerated: bool
) -> ObjectRef | None:
    """The name of a relation to be created; None where one is there and IF NOT EXISTS lets it be."""
    schema, name = wanted
    taken = catalog.relation(schema, name)
    if isinstance(taken, External):
        catalog.remove(taken.ref)
    elif taken is not None:
        if tolerated:
            return None
        session.problem(f"relation {target(taken.ref)} exists already", taken.ref)
    ref = ObjectRef(kind, schema, name)
    if taken is None:
        refuse_type_name(catalog, session, ref)
    return ref


def _query(ddl: Ddl, relation: Node, *endings: tuple[str, ...]) -> str:
    """What stands after AS, without one of the ``endings``."""
    tokens = ddl.tokens
    first = tokens.find("as", ddl.token(relation["location"])) + 1
    last = len(tokens)
    for ending in endings:
        if tuple(tokens.words[last - len(ending) :]) == ending:
            return tokens.between(first, last - len(ending))
    return tokens.between(first, last)


def _read(query: str, catalog: Catalog, session: Session) -> set[ObjectRef]:
    """The relations that a query names."""
    try:
        found = [name for name in names(query) if name.kind == "relation"]
    except SqlSyntaxError:
        return set()
    read = (resolve(catalog, name, session.search_path) for name in found)
    return {ref for ref in read if ref is not None}


def _reads_temporary(query: str, catalog: Catalog, session: Session) -> bool:
    """Whether a view is temporary because what it reads is (documentation of CREATE VIEW, TEMPORARY)."""
    return any(ref.schema == TEMPORARY for ref in _read(query, catalog, session))


def _reads_itself(query: str, ref: ObjectRef, catalog: Catalog, session: Session) -> bool:
    """Whether a view's query reads the view, by way of others too: PostgreSQL lets it be replaced so, and refuses to run it."""
    seen = _read(query, catalog, session)
    waiting = list(seen)
    while waiting:
        other = catalog.find(waiting.pop(), View)
        new = needs(other, catalog) - seen if other is not None and other.ref != ref else ()
        seen.update(new)
        waiting += new
    return ref in seen


@statement("ViewStmt")
class CreateView(Ddl):
    """CREATE [OR REPLACE] VIEW."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds or replaces: identity, owner, grants and comments stay, options not given again go."""
        node = self.node
        parts = range_parts(node["view"])
        query = self._query(parts[-1])
        temporary = node["view"].get("relpersistence") == "t" or _reads_temporary(query, catalog, session)
        schema, name = place(catalog, session, [TEMPORARY, parts[-1]] if temporary else parts)
        old = catalog.find(ObjectRef("view", schema, name), View) if node.get("replace") else None
        ref = old.ref if old else _free(catalog, session, "view", (schema, name), tolerated=False)
        assert ref is not None
        options = _options(node.get("options", []))
        check = next((o.partition("=")[2].upper() for o in options if o.startswith("check_option=")), "")
        if old is not None and not self._recursive and _reads_itself(query, ref, catalog, session):
            session.problem(
                f"view {target(ref)} would read itself: it is left as it was, as it cannot be queried"
            )
            return
        made = View(
            ref,
            id=old.id if old else catalog.new_id(),
            origin=session.origin,
            owner=old.owner if old else None,
            comment=old.comment if old else None,
            grants=old.grants if old else None,
            column_comments=old.column_comments if old else (),
            query=query,
            spelled_out=spelled_out(query, catalog, session),
            columns=() if self._recursive else self._aliases,
            options=tuple(o for o in options if not o.startswith("check_option=")),
            check_option=_CHECKS.get(node.get("withCheckOption", ""), check),
        )
        _refuse_writing(session, ref, node["query"])
        refuse_unknown(session, ref, OF_VIEWS, [item["DefElem"] for item in node.get("options", [])])
        if not self._recursive:
            _refuse_repeated(session, made)
            _refuse_columns(catalog, session, old, made)
            refuse_query(catalog, session, made)
        catalog.put(made)
        if old is not None:
            for column in (view_columns(made) or ())[len(view_columns(old) or ()) :]:
                in_queries(catalog, session, old, column, with_column)

    @property
    def _recursive(self) -> bool:
        return "recursive" in self.tokens.words[: self.token(self.node["view"]["location"])]

    @property
    def _aliases(self) -> tuple[str, ...]:
        return tuple(item["String"]["sval"] for item in self.node.get("aliases", []))

    def _query(self, name: str) -> str:
        """The query; that of a RECURSIVE view as PostgreSQL reads it (makeRecursiveViewSelect)."""
        kinds = ((), ("local",), ("cascaded",))
        endings = [("with", *kind, "check", "option") for kind in kinds]
        checked = self.node.get("withCheckOption", "NO_CHECK_OPTION") != "NO_CHECK_OPTION"
        query = _query(self, self.node["view"], *(endings if checked else ()))
        if not self._recursive:
            return query
        columns = ", ".join(map(identifier, self._aliases))
        own = identifier(name)
        return f"WITH RECURSIVE {own} ({columns}) AS ({query}) SELECT {columns} FROM {own}"  # noqa: S608

    def cost(self, before: Catalog, session: Session) -> Cost:
        """ACCESS EXCLUSIVE on the view that is replaced (measured)."""
        found = existing(before, session, range_parts(self.node["view"]))
        if found is None or not self.node.get("replace"):
            return Cost()
        return Cost((lock(found.ref, ACCESS_EXCLUSIVE),))


_WRITES = frozenset({"InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"})


def _refuse_writing(session: Session, ref: ObjectRef, query: Node) -> None:
    """Says that the query of a view writes in WITH (DefineView in view.c, transformCreateTableAsStmt in analyze.c)."""
    with_queries = query.get("SelectStmt", {}).get("withClause", {}).get("ctes", [])
    if any(_WRITES & item["CommonTableExpr"]["ctequery"].keys() for item in with_queries):
        session.problem(f"{ref.kind} {target(ref)} is to read, and writes in WITH")


def _refuse_repeated(session: Session, made: View) -> None:
    """Says that two columns would be called the same."""
    names = view_columns(made) or ()
    for name in sorted({name for name in names if names.count(name) > 1}):
        session.problem(f"column {identifier(name)} of view {target(made.ref)} is there twice")


def _refuse_columns(catalog: Catalog, session: Session, old: View | None, made: View) -> None:
    """Says that a view has two columns of a name, or that OR REPLACE takes one away, or makes another of it
    (checkViewColumns in view.c). Told as far as the columns are known.
    """
    found = query_columns.of_view(catalog, session, made)
    for name, count in Counter(column.name for column in found or ()).items():
        if count > 1:
            session.problem(f"column {identifier(name)} of {target(made.ref)} is said twice")
    before = query_columns.of_view(catalog, session, old) if old is not None else None
    if found is None or before is None:
        return
    if len(found) < len(before):
        session.problem(f"{target(made.ref)} loses columns: CREATE OR REPLACE takes none away")
    for was, now in zip(before, found, strict=False):
        kinds = [kind.unmodified for kind in (was.type, now.type)]
        if was.name != now.name:
            session.problem(
                f"column {identifier(was.name)} of {target(made.ref)} keeps its name: CREATE OR REPLACE calls it"
                f" {identifier(now.name)}"
            )
            return
        if kinds[0] != kinds[1] and UNKNOWN not in (was.type, now.type):
            session.problem(
                f"column {identifier(was.name)} of {target(made.ref)} is of type {was.type}, not {now.type}"
            )
            return


@statement("CreateTableAsStmt")
class CreateTableAs(Ddl):
    """CREATE MATERIALIZED VIEW, and CREATE TABLE AS."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the view, or the table with its columns as far as they can be told."""
        node, into = self.node, self.node["into"]
        materialized = node["objtype"] == "OBJECT_MATVIEW"
        kind = "materialized view" if materialized else "table"
        schema, name = place(catalog, session, range_parts(into["rel"]))
        schema = TEMPORARY if into["rel"].get("relpersistence") == "t" else schema
        ref = _free(catalog, session, kind, (schema, name), bool(node.get("if_not_exists")))
        if ref is None:
            return
        names = tuple(item["String"]["sval"] for item in into.get("colNames", []))
        if not materialized:
            table_as(catalog, session, ref, into, node["query"].get("SelectStmt", {}), names)
            return
        query = _query(self, into["rel"], ("with", "no", "data"), ("with", "data"))
        _refuse_writing(session, ref, node["query"])
        made = View(
            ref,
            id=catalog.new_id(),
            origin=session.origin,
            materialized=True,
            query=query,
            spelled_out=spelled_out(query, catalog, session),
            columns=names,
            options=_options(into.get("options", [])),
            access_method=stored(session, into.get("accessMethod")),
            with_data=not into.get("skipData", False),
            tablespace=placed(session, into.get("tableSpaceName")),
        )
        refuse_query(catalog, session, made)
        catalog.put(made)

    def cost(self, before: Catalog, session: Session) -> Cost:
        """No lock that anybody waits for; but the query runs, for as long as it takes."""
        into = self.node["into"]
        if into.get("skipData"):
            return Cost()
        name = qualified(*place(before, session, range_parts(into["rel"])))
        return Cost(hazards=(Hazard("scan", f"runs the query that fills {name}"),))


def table_as(
    catalog: Catalog, session: Session, ref: ObjectRef, into: Node, query: Node, names: tuple[str, ...] = ()
) -> None:
    """The table that CREATE TABLE AS and SELECT INTO make: columns without constraints or defaults."""
    columns = query_columns.columns(catalog, session, query)
    if columns is None or any(column.type == UNKNOWN for column in columns):
        known = names or tuple(column.name for column in columns or ())
        listed = ", ".join(map(identifier, known)) or "no name"
        session.unmodelled(
            f"the columns of {target(ref)} come from a query that is not read: known is {listed}, and not every type"
        )
    if columns is None:
        columns = [Column(name, UNKNOWN) for name in names]
    given = dict(enumerate(names))
    temporary = into["rel"].get("relpersistence") == "t"
    catalog.put(
        Table(
            ref,
            id=catalog.new_id(),
            origin=session.origin,
            persistence=into["rel"].get("relpersistence", "p"),
            ends_with_transaction=into.get("onCommit") == ON_COMMIT_DROP,
            tablespace=None if temporary else placed(session, into.get("tableSpaceName")),
            access_method=stored(session, into.get("accessMethod")),
            options=_options(into.get("options", [])),
            columns=tuple(
                replace(column, name=given.get(position, column.name), id=catalog.new_id())
                for position, column in enumerate(columns)
            ),
        )
    )


@statement("RefreshMatViewStmt")
class Refresh(Ddl):
    """REFRESH MATERIALIZED VIEW: the rows, and whether it may be read at all (pg_class.relispopulated)."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Fills the view, or empties it WITH NO DATA."""
        parts, empties = range_parts(self.node["relation"]), bool(self.node.get("skipData"))
        found = existing(catalog, session, parts)
        if found is None:
            changed_elsewhere(catalog, session, parts)
        elif not isinstance(found, View) or not found.materialized:
            if not isinstance(found, External):
                session.problem(f"{target(found.ref)} is no materialized view")
        else:
            if self.node.get("concurrent") and (empties or not found.with_data):
                session.problem(
                    f"{target(found.ref)} is read while it is filled: it has to be full before and after"
                )
            catalog.put(replace(found, with_data=not empties))

    def cost(self, before: Catalog, session: Session) -> Cost:
        """ACCESS EXCLUSIVE, or EXCLUSIVE when concurrent (measured)."""
        found = existing(before, session, range_parts(self.node["relation"]))
        if found is None:
            return Cost()
        name = target(found.ref)
        lost = Hazard("irreversible", f"the rows that {name} held before do not come back")
        runs = Hazard("scan", f"runs the query that fills {name}")
        if self.node.get("concurrent"):
            return Cost((lock(found.ref, "ExclusiveLock"),), (runs, lost))
        hazard = Hazard("blocks-reads", f"reads of {name} wait until it is filled", name)
        return Cost((lock(found.ref, ACCESS_EXCLUSIVE),), (hazard, runs, lost))


# from state to state


def _word(view: View) -> str:
    return "MATERIALIZED VIEW" if view.materialized else "VIEW"


def _definition(view: View, catalog: Catalog) -> str:
    """CREATE VIEW, without CREATE and the comments on columns; ``*`` only where it stands for the same columns again."""
    again = not view.spelled_out or spelled_out(view.query, catalog) == view.spelled_out
    text = f"{_word(view)} {target(view.ref)}"
    if view.columns:
        text += f" ({', '.join(map(identifier, view.columns))})"
    if view.access_method:
        text += f" USING {identifier(view.access_method)}"
    if view.options:
        text += f" WITH ({', '.join(view.options)})"
    if view.tablespace:
        text += f" TABLESPACE {identifier(view.tablespace)}"
    text += f" AS {view.query if again else view.spelled_out}"
    if view.check_option:
        text += f" WITH {view.check_option} CHECK OPTION"
    return text + ("" if view.with_data else " WITH NO DATA")


def create(view: View, catalog: Catalog) -> list[str]:
    """CREATE [MATERIALIZED] VIEW, and the comments on its columns."""
    comments = [on_column(view.ref, name, text) for name, text in view.column_comments]
    return [
        f"CREATE {_definition(view, catalog)}",
        *comments,
        *view_settings(replace(view, column_settings=()), view),
    ]


def drop(view: View, catalog: Catalog) -> list[str]:
    """DROP [MATERIALIZED] VIEW."""
    return [f"DROP {_word(view)} {target(view.ref)}"]


def alter(old: View, new: View, catalog: Catalog) -> list[str] | None:
    """ALTER VIEW SET, or CREATE OR REPLACE where the columns certainly stay; None where that is not sure."""
    if old.materialized != new.materialized:
        return None
    was, wanted = (view.full_query for view in (old, new))
    if was != wanted and (new.materialized or not _same_columns(was, wanted)):
        return None
    name = f"ALTER {_word(new)} {target(new.ref)}"
    steps = _renamed_columns(old, new)
    if steps is None:
        return None
    if old.tablespace != new.tablespace:
        steps.append(f"{name} SET TABLESPACE {identifier(new.tablespace or DEFAULT_TABLESPACE)}")
    if old.access_method != new.access_method:
        steps.append(f"{name} SET ACCESS METHOD {identifier(new.access_method or DEFAULT_METHOD)}")
    if (was, old.check_option) != (wanted, new.check_option):
        steps.append(f"CREATE OR REPLACE {_definition(new, catalog)}")
    else:
        steps += parameters(name, old.options, new.options)
    before, after = dict(old.column_comments), dict(new.column_comments)
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    steps += view_settings(replace(old, clustered_on=None), replace(new, clustered_on=None))
    if old.with_data != new.with_data:
        steps.append(f"REFRESH MATERIALIZED VIEW {target(new.ref)}{'' if new.with_data else ' WITH NO DATA'}")
    return steps + [on_column(new.ref, name, after.get(name)) for name in changed]


def _renamed_columns(old: View, new: View) -> list[str] | None:
    """RENAME COLUMN where names differ; None where they cannot be told."""
    if old.columns == new.columns:
        return []
    before, after = (view_columns(view) for view in (old, new))
    if before is None or after is None or len(before) != len(after):
        return None
    pairs = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    if {name for _was, name in pairs} & set(before):
        return None
    table = f"ALTER {_word(new)} {target(new.ref)} RENAME COLUMN"
    return [f"{table} {identifier(was)} TO {identifier(name)}" for was, name in pairs]


_ROWS_ONLY = (
    "whereClause",
    "groupClause",
    "havingClause",
    "sortClause",
    "limitCount",
    "limitOffset",
    "limitOption",
)


def _same_columns(old: str, new: str) -> bool:
    """Whether two queries differ at most in which rows they give: then their columns are alike."""
    try:
        one, other = (without_places(parsed(text)[1]) for text in (old, new))
    except (SqlSyntaxError, ValueError):
        return False
    for part in _ROWS_ONLY:
        one.pop(part, None)
        other.pop(part, None)
    return bool(one == other)
