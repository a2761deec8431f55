"""Whose a row is, and the policies that follow from it: what the fixers about row security share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Column, Constraint, Index, IndexKey, Policy, Table
from fixer.ddl.names import object_name
from fixer.fixing.new_index import NewIndex
from fixer.model import Finding, ObjectRef, Operation, Refusal
from fixer.registry import NAMES, Options
from fixer.sql.quote import identifier, target
from fixer.sql.tokens import Tokens
from fixer.sql.types import DataType
from fixer.values import Value, replace

_COMMANDS = ("select", "insert", "update", "delete")
_TEXTS = frozenset({"text", "varchar", "bpchar", "citext"})
_SETTING = "nullif(current_setting('app.current_user_id', true), '')"


@dataclass(frozen=True)
class RowSecurityOptions(Options):
    """The settings of the rules about row security."""

    schemas: tuple[str, ...] = ("public",)
    """Schemas whose tables clients reach."""
    owner: Mapping[str, str] = field(default_factory=dict, metadata={NAMES: "table"})
    """Table -> its owner column (``user_id``), or the way to it over foreign keys (``task_id -> id``)."""
    owner_columns: tuple[str, ...] = (
        "user_id",
        "owner_id",
        "author_id",
        "creator_id",
        "created_by",
        "profile_id",
    )
    """Columns that hold the owner of a row; the first one that a table has counts."""
    user_tables: tuple[str, ...] = ("users", "user", "profiles")
    """Tables that may be the users themselves: one is, if its key is that of auth.users or others' owner."""
    roles: tuple[str, ...] = ()
    """Who the policies are for; by default ``authenticated`` on Supabase, everyone elsewhere."""
    identity: str = ""
    """The SQL expression for the current user's id, where it is not the platform's."""
    force: bool = False
    """Whether the policies hold for the table's owner too."""


class OwnerUnknownError(Exception):
    """It cannot be told whose the rows are; ``str()`` is the reason."""


class Owner(Value, frozen=True):
    """Where a row says whose it is: in ``column`` of ``table``, which ``path`` (foreign keys) leads to."""

    table: Table
    column: Column
    path: tuple[Constraint, ...] = ()

    def __str__(self) -> str:
        own = ", ".join(self.path[0].columns) if self.path else self.column.name
        return f"{own} → {self.table.ref.name}.{self.column.name}" if self.path else own


class Protection(Value, frozen=True):
    """The policies for a table, the index that they want, and what there is to know about them."""

    by: str
    """Whose the rows are, or where the policies come from, for a sentence."""
    indexes: tuple[Operation, ...]
    policies: tuple[Operation, ...]
    notes: tuple[str, ...] = ()


def protection(table: Table, catalog: Catalog, options: RowSecurityOptions) -> Protection:
    """What gives every user their own rows of a table, and nobody else's. Raises OwnerUnknownError."""
    parent = parent_with_policies(table, catalog)
    inherited = catalog.children(parent.ref, Policy) if parent else ()
    if parent is not None and inherited:
        return Protection(
            f"the policies of {target(parent.ref)}", (), tuple(_for_partition(inherited, parent, table))
        )
    owner = owner_of(table, catalog, options)
    condition = _condition(table, owner, identity(owner.column.type, options))
    roles = list(options.roles) or (["authenticated"] if options.platform == "supabase" else [])
    policies = tuple(_policy(table, command, roles, condition) for command in _COMMANDS)
    wanted = not owner.path and table.parent is None  # a partition's index comes with its parent's
    indexes = _indexes(table, owner.column.name, catalog) if wanted else ()
    return Protection(str(owner), indexes, policies, tuple(_notes(table, owner, options)))


def parent_with_policies(table: Table, catalog: Catalog) -> Table | None:
    """The table whose policies are asked when this one is read through it: of a partition, or of the first with policies
    that the table inherits from."""
    if table.parent:
        return catalog.find(table.parent, Table)
    parents = (catalog.find(ref, Table) for ref in table.inherits)
    return next((p for p in parents if p is not None and catalog.children(p.ref, Policy)), None)


def no_owner(finding: Finding, table: Table, reason: OwnerUnknownError) -> Refusal:
    """The refusal for a table whose owner cannot be told, with the configuration that would decide it."""
    decide = (
        f'Say it in [rules.{finding.rule}.owner]: "{table.ref.schema}.{table.ref.name}" = "column", '
        'or = "foreign_key_column -> column" over a foreign key. '
        "A table that everyone may read wants its policies written by hand."
    )
    return Refusal(finding, "manual", str(reason), decide)


def denied(policies: Iterable[Policy]) -> tuple[str, ...]:
    """The commands that no permissive policy allows to anyone."""
    allowed = {policy.command for policy in policies if policy.permissive}
    return tuple(command for command in _COMMANDS if not {command, "all"} & allowed)


def owner_of(table: Table, catalog: Catalog, options: RowSecurityOptions) -> Owner:
    """Whose a row is: by configuration, key, owner column or one foreign key. Raises OwnerUnknownError."""
    ref = table.ref
    configured = options.owner.get(f"{ref.schema}.{ref.name}") or options.owner.get(ref.name)
    if configured:
        return _configured(table, configured, catalog)
    parent = catalog.find(table.parent, Table) if table.parent else None
    if parent is not None:
        parents = owner_of(parent, catalog, options)
        column = table.column(parents.column.name) if not parents.path else None
        return Owner(table, column) if column else parents
    own = _own(table, catalog, options)
    if own is not None:
        return own
    over = (_over(table, key, catalog, options) for key in _foreign_keys(table, catalog))
    found = list({str(owner): owner for owner in over if owner}.values())  # two keys may lead the same way
    if len(found) > 1:
        ways = " or ".join(str(owner) for owner in found)
        raise OwnerUnknownError(
            f"whose a row of {target(table.ref)} is could be told in several ways: {ways}"
        )
    if not found:
        raise OwnerUnknownError(f"no column and no foreign key of {target(table.ref)} says whose a row is")
    return found[0]


def identity(kind: DataType, options: RowSecurityOptions) -> str:
    """The current user's id as a value of that type, asked once per statement. Raises OwnerUnknownError."""
    if options.identity:
        return f"(select ({options.identity}){_cast(kind)})"
    if options.platform != "supabase":
        return f"(select {_SETTING}{'' if kind.name in ('text', 'varchar', 'citext') else _cast(kind)})"
    if kind.name == "uuid":
        return "(select auth.uid())"
    if kind.name in _TEXTS:
        # the cast outside: Supabase's lint looks for the words "select auth.uid()"
        return f"(select auth.uid()){'::text' if kind.name == 'varchar' else _cast(kind)}"
    raise OwnerUnknownError(f"auth.uid() is a uuid, and the owner column is of type {kind}")


def _cast(kind: DataType) -> str:
    # without its length: a cast would cut the value to it, and "character" alone means character(1)
    bare = replace(kind, modifiers="", setof=False)
    return "::bpchar" if kind.name == "bpchar" else f"::{bare}"


def _configured(table: Table, path: str, catalog: Catalog) -> Owner:
    *steps, last = [step.strip() for step in path.split("->")]
    keys: list[Constraint] = []
    at = table
    for step in steps:
        key = next((key for key in _foreign_keys(at, catalog) if key.columns == (step,)), None)
        referenced = _referenced(key, catalog) if key else None
        if key is None or referenced is None:
            raise OwnerUnknownError(
                f"{path}: {target(at.ref)} has no foreign key on {step} to a table that is known"
            )
        keys.append(key)
        at = referenced
    column = at.column(last)
    if column is None:
        raise OwnerUnknownError(f"{path}: {target(at.ref)} has no column {last}")
    return Owner(at, column, tuple(keys))


def _own(table: Table, catalog: Catalog, options: RowSecurityOptions) -> Owner | None:
    """The owner that stands in the row itself: its key where it is a user, else an owner column."""
    key = _key(table, catalog)
    if key is not None and _is_user_table(table, key, catalog, options):
        return Owner(table, key)
    columns = (table.column(name) for name in options.owner_columns)
    column = next((column for column in columns if column is not None), None)
    return Owner(table, column) if column is not None else None


def _over(table: Table, key: Constraint, catalog: Catalog, options: RowSecurityOptions) -> Owner | None:
    """The owner over one foreign key; a key to the users' own key says it without a look at them."""
    if key.references is None or key.references == table.ref:
        return None
    if _is_auth_users(key.references) and len(key.columns) == 1:
        column = table.column(key.columns[0])
        return Owner(table, column) if column else None
    parent = _referenced(key, catalog)
    owner = _own(parent, catalog, options) if parent is not None else None
    if owner is None:
        return None
    column = table.column(key.columns[0])
    if column is not None and key.referenced_columns == (owner.column.name,):
        return Owner(table, column)
    return replace(owner, path=(key,))


def _is_user_table(table: Table, key: Column, catalog: Catalog, options: RowSecurityOptions) -> bool:
    keys = _foreign_keys(table, catalog)
    if any(fk.columns == (key.name,) and fk.references and _is_auth_users(fk.references) for fk in keys):
        return True
    if table.ref.name not in options.user_tables:
        return False
    to_itself = {fk.columns for fk in keys if fk.references == table.ref}
    if any((name,) not in to_itself and table.column(name) for name in options.owner_columns):
        return False
    return any(
        fk.type == "f" and fk.references == table.ref and fk.columns[0] in options.owner_columns
        for fk in catalog.objects(Constraint)
    )


def _is_auth_users(ref: ObjectRef) -> bool:
    return (ref.schema, ref.name) == ("auth", "users")


def _key(table: Table, catalog: Catalog) -> Column | None:
    """The primary key, where it is one column."""
    columns = catalog.primary_key(table.ref)
    return table.column(columns[0]) if len(columns) == 1 else None


def _foreign_keys(table: Table, catalog: Catalog) -> list[Constraint]:
    """The foreign keys; one without columns, to a table that only came later, is to its primary key."""
    return [
        key
        if key.referenced_columns or key.references is None
        else replace(key, referenced_columns=catalog.primary_key(key.references))
        for key in catalog.children(table.ref, Constraint)
        if key.type == "f"
    ]


def _referenced(key: Constraint, catalog: Catalog) -> Table | None:
    """The table that a key leads to, where it is known by which columns."""
    joined = len(key.columns) == len(key.referenced_columns)
    return catalog.find(key.references, Table) if key.references and joined else None


def _condition(table: Table, owner: Owner, identity: str) -> str:
    """The row is the current user's."""
    if not owner.path:
        return f"{identifier(owner.column.name)} = {identity}"
    here = table.ref
    sources: list[str] = []
    joins: list[str] = []
    taken = [table.ref.name]
    name = table.ref.name
    for key in owner.path:
        there = key.references or here
        alias = there.name
        while alias in taken:
            alias += "_owner"
        taken.append(alias)
        renamed = f" AS {identifier(alias)}" if alias != there.name else ""
        sources.append(target(there._replace(kind="table")) + renamed)
        joins += [
            f"{identifier(alias)}.{identifier(far)} = {identifier(name)}.{identifier(near)}"
            for near, far in zip(key.columns, key.referenced_columns, strict=True)
        ]
        here, name = there, alias
    tests = " AND ".join([*joins, f"{identifier(name)}.{identifier(owner.column.name)} = {identity}"])
    return f"EXISTS (SELECT FROM {', '.join(sources)} WHERE {tests})"


def _policy(table: Table, command: str, roles: list[str], condition: str) -> Operation:
    return Operation(
        "create_policy",
        {
            "name": object_name(table.ref.name, "", f"{command}_own"),
            "table": table.ref,
            "command": command,
            "roles": roles,
            "permissive": True,
            "using": None if command == "insert" else condition,
            "check": condition if command in ("insert", "update") else None,
        },
    )


def _for_partition(policies: Iterable[Policy], parent: Table, partition: Table) -> Iterator[Operation]:
    """The parent's policies, for a partition that is read directly."""
    for policy in policies:
        name = policy.ref.name
        prefix = f"{parent.ref.name}_"
        if name.startswith(prefix):
            name = object_name(partition.ref.name, "", name.removeprefix(prefix))
        yield Operation(
            "create_policy",
            {
                "name": name,
                "table": partition.ref,
                "command": policy.command,
                "roles": [] if "" in policy.roles else list(policy.roles),
                "permissive": policy.permissive,
                "using": _on(policy.using, parent.ref, partition.ref),
                "check": _on(policy.check, parent.ref, partition.ref),
            },
        )


def _on(expression: str | None, parent: ObjectRef, partition: ObjectRef) -> str | None:
    """The expression with ``parent.column`` turned into ``partition.column``."""
    if expression is None:
        return None
    tokens = Tokens(expression)
    written = [tokens.between(number, number + 1) for number in range(len(tokens))]
    words = ["", "", *(word if word.startswith('"') else word.lower() for word in written), ""]
    pieces: list[str] = []
    done = 0
    for number in range(len(tokens)):
        outer, before, word, following = words[number : number + 4]
        if word != identifier(parent.name) or following != ".":
            continue
        if before == "." and outer != identifier(parent.schema):
            continue
        first = number - 2 if before == "." else number
        pieces += [expression[done : tokens.start(first)], identifier(partition.name)]
        done = tokens.end(number)
    return "".join([*pieces, expression[done:]])


def _indexes(table: Table, column: str, catalog: Catalog) -> tuple[Operation, ...]:
    """The index that a policy on ``column`` wants, unless one begins with it."""
    for index in catalog.children(table.ref, Index):
        plain = index.valid and index.predicate is None and index.method == "btree"
        if plain and index.keys[0].column == column:
            return ()
    wanted = NewIndex(catalog, (column,), lambda partition: _attachable(partition, column, catalog))
    wanted.add(table)
    return wanted.operations


def _attachable(partition: Table, column: str, catalog: Catalog) -> ObjectRef | None:
    """The same index, where a partition has it already."""
    for index in catalog.children(partition.ref, Index):
        plain = not (index.unique or index.include or index.predicate or index.constraint or index.parent)
        alike = index.method == "btree" and index.keys == (IndexKey(column),)
        if plain and alike and index.valid:
            return index.ref
    return None


def _notes(table: Table, owner: Owner, options: RowSecurityOptions) -> Iterator[str]:
    column = table.column(owner.path[0].columns[0]) if owner.path else owner.column
    if column is not None and not column.not_null:
        yield f"Rows of {table.ref.name} whose {column.name} is NULL are nobody's: no user sees them."
    if options.platform == "supabase":
        yield "service_role goes past row security."
    elif not options.identity:
        yield (
            "The application says for whom it acts, in each transaction: "
            "SELECT set_config('app.current_user_id', …, true). Without it no row is seen."
        )
    if not options.force:
        yield (
            "The table's owner is not bound by policies: where the application connects as the owner, "
            "set force = true for this rule."
        )
