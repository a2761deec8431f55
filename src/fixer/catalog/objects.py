"""The objects of a schema, as frozen values.

Two objects are equal when PostgreSQL would show them alike: ``id`` (identity across renames), ``origin``
(where it was created) are left out of comparison. Expressions are kept verbatim, as their author wrote them.
"""

from __future__ import annotations

from typing import ClassVar

from fixer.model import ObjectRef
from fixer.sql.types import DataType
from fixer.values import PartlyCompared, Value


class Origin(Value, frozen=True):
    """The statement that created an object: its file, the file's text, and where the statement starts and ends in it."""

    path: str
    text: str
    start: int
    end: int


class Grant(Value, frozen=True):
    """One privilege on one object. ``grantee`` is "" for PUBLIC; ``columns`` is empty for the whole object."""

    grantee: str
    privilege: str
    grantable: bool = False
    columns: tuple[str, ...] = ()


class Object(PartlyCompared, frozen=True, eq=False):
    """What every object has. ``grants`` is None while nobody has changed the default privileges."""

    uncompared: ClassVar[frozenset[str]] = frozenset({"id", "origin"})

    ref: ObjectRef
    id: int = 0
    origin: Origin | None = None
    comment: str | None = None
    owner: str | None = None
    grants: tuple[Grant, ...] | None = None
    extensions: tuple[str, ...] = ()
    """Those that it goes away with: DEPENDS ON EXTENSION (pg_depend.deptype x)."""
    security_labels: tuple[tuple[str, str], ...] = ()
    """Security labels: provider ("" for the only one there is) and label, sorted."""


class Schema(Object, frozen=True):
    """A schema."""


class Extension(Object, frozen=True):
    """An installed extension; its own objects are not part of the catalog. ``schema`` is where it was told to go."""

    version: str | None = None
    schema: str | None = None


class External(Object, frozen=True):
    """Something the input refers to and never creates (``auth.users``): assumed to exist, never changed."""


class Identity(Value, frozen=True):
    """GENERATED … AS IDENTITY: ``always`` or by default, and the sequence options as written.

    ``comment`` and ``grants`` are the sequence's, None as for an object.
    """

    always: bool
    options: str = ""
    comment: str | None = None
    grants: tuple[Grant, ...] | None = None


class NotNull(Value, frozen=True):
    """What there is to say of a column's NOT NULL, from PostgreSQL 18 on: there it is a constraint (pg_constraint.contype n).

    ``name`` is "" for the default one, ``table_column_not_null``, and where nobody says it. A ``no_inherit`` one is the
    table's alone. ``local`` is declared by the table itself as well as inherited (pg_constraint.conislocal).
    """

    name: str = ""
    no_inherit: bool = False
    local: bool = False


class Column(PartlyCompared, frozen=True, eq=False):
    """A column. ``generated`` is the expression of a stored generated column (``virtual`` from PostgreSQL 18).

    ``not_null`` is whether no row lacks a value. ``not_null_as`` is None where there is nothing to say of that; one that is
    NOT VALID has it without ``not_null``: it holds for new rows only.
    """

    uncompared: ClassVar[frozenset[str]] = frozenset({"id"})

    name: str
    type: DataType
    not_null: bool = False
    not_null_as: NotNull | None = None
    default: str | None = None
    identity: Identity | None = None
    generated: str | None = None
    virtual: bool = False
    collation: str | None = None
    comment: str | None = None
    storage: str | None = None
    compression: str | None = None
    statistics: int | None = None
    options: tuple[str, ...] = ()
    fdw_options: tuple[tuple[str, str], ...] = ()
    """Of a foreign table's column: name and value (pg_attribute.attfdwoptions)."""
    security_labels: tuple[tuple[str, str], ...] = ()
    inherited: bool = False
    local: bool = False
    """Declared by the table itself as well as inherited (pg_attribute.attislocal); of a partition none is."""
    id: int = 0
    """Identity across renames."""

    @property
    def required(self) -> bool:
        """Whether a new row has to have a value."""
        return self.not_null or self.not_null_as is not None


class Table(Object, frozen=True):
    """A table; ``partition_key`` for a partitioned one, ``parent`` and ``bound`` for a partition."""

    columns: tuple[Column, ...] = ()
    persistence: str = "p"
    """p permanent, u unlogged, t temporary (as pg_class.relpersistence)."""
    ends_with_transaction: bool = False
    """A temporary one that is ON COMMIT DROP."""
    partition_key: str | None = None
    parent: ObjectRef | None = None
    bound: str | None = None
    inherits: tuple[ObjectRef, ...] = ()
    row_security: bool = False
    force_row_security: bool = False
    options: tuple[str, ...] = ()
    tablespace: str | None = None
    access_method: str | None = None
    replica_identity: str = "default"
    """default, full, nothing, or ``index:name``."""
    clustered_on: str | None = None
    of_type: DataType | None = None
    server: ObjectRef | None = None
    """The foreign server, which makes it a foreign table; ``fdw_options`` are its options there."""
    fdw_options: tuple[tuple[str, str], ...] = ()

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        for column in self.columns:
            if column.name == name:
                return column
        return None


class Constraint(Object, frozen=True):
    """A table constraint: ``type`` is c check, p primary key, u unique, f foreign key, x exclusion (pg_constraint.contype).

    ``clone_of`` is the parent table's constraint where this one came with a partition, or to an heir; ``local`` that the heir
    says it as well, so that it stays when the parent's goes (pg_constraint.conislocal).
    ``beside`` are the names of the constraints that a foreign key has for the partitions of the table that it refers to.
    """

    uncompared: ClassVar[frozenset[str]] = Object.uncompared | {"beside", "index_options", "index_tablespace"}

    table: ObjectRef = ObjectRef("table", "", "")
    type: str = "c"
    local: bool = False
    columns: tuple[str, ...] = ()
    """The key's columns; empty for a CHECK, whose expression says which it uses."""
    expression: str | None = None
    references: ObjectRef | None = None
    referenced_columns: tuple[str, ...] = ()
    on_update: str = "a"
    on_delete: str = "a"
    """a no action, r restrict, c cascade, n set null, d set default (pg_constraint.confdeltype)."""
    set_columns: tuple[str, ...] = ()
    match: str = "s"
    deferrable: bool = False
    deferred: bool = False
    validated: bool = True
    no_inherit: bool = False
    nulls_not_distinct: bool = False
    include: tuple[str, ...] = ()
    index_options: str = ""
    """Of the key's index, which has these as well."""
    index_tablespace: str | None = None
    exclusion: str | None = None
    clone_of: ObjectRef | None = None
    enforced: bool = True
    """False for NOT ENFORCED, from PostgreSQL 18 on; such a one is not validated either."""
    period: bool = False
    """The last column of a key is WITHOUT OVERLAPS, of a foreign key PERIOD, from PostgreSQL 18 on."""
    beside: tuple[tuple[ObjectRef, str], ...] = ()


class IndexKey(Value, frozen=True):
    """One key of an index: a column name or an expression as written, and what follows it (collation, class, order)."""

    column: str | None
    expression: str | None = None
    suffix: str = ""


class Index(Object, frozen=True):
    """An index. ``constraint`` is set for one that a constraint owns, ``parent`` for one attached to a partitioned index.

    ``only`` is a partitioned parent created ON ONLY; ``valid`` false until all partitions' indexes are attached.
    """

    uncompared: ClassVar[frozenset[str]] = Object.uncompared | {"called"}

    table: ObjectRef = ObjectRef("table", "", "")
    method: str = "btree"
    keys: tuple[IndexKey, ...] = ()
    include: tuple[str, ...] = ()
    predicate: str | None = None
    unique: bool = False
    nulls_not_distinct: bool = False
    options: str = ""
    tablespace: str | None = None
    valid: bool = True
    constraint: ObjectRef | None = None
    parent: ObjectRef | None = None
    statistics: tuple[tuple[int, int], ...] = ()
    """Number of a key, from 1, and its statistics target."""
    called: tuple[str, ...] = ()
    """What its own columns are called where a column of the table was renamed: they keep their names, after which a copy is called."""


class Sequence(Object, frozen=True):
    """A sequence; ``owned_by`` is the column it goes away with."""

    type: DataType | None = None
    start: int | None = None
    increment: int = 1
    minimum: int | None = None
    maximum: int | None = None
    cache: int = 1
    cycle: bool = False
    persistence: str = "p"
    owned_by: tuple[ObjectRef, str] | None = None


class EnumType(Object, frozen=True):
    """An enum type and its labels in order."""

    labels: tuple[str, ...] = ()


class CompositeType(Object, frozen=True):
    """A stand-alone composite type."""

    attributes: tuple[Column, ...] = ()


class DomainCheck(Value, frozen=True):
    """A CHECK of a domain."""

    name: str
    expression: str
    validated: bool = True
    comment: str | None = None


class DomainType(Object, frozen=True):
    """A domain."""

    base: DataType = DataType("pg_catalog", "text")
    default: str | None = None
    not_null: bool = False
    collation: str | None = None
    checks: tuple[DomainCheck, ...] = ()


class RangeType(Object, frozen=True):
    """A range type; ``definition`` is what stands between the parentheses."""

    definition: str = ""


class Function(Object, frozen=True):
    """A function or procedure. ``source`` is the CREATE statement that makes it as it is now; it is not compared,
    because the order of its clauses means nothing.

    ``kind`` is f function, p procedure, a aggregate, w window (pg_proc.prokind). ``config`` the SET clauses in order, as (name, value as written).
    """

    uncompared: ClassVar[frozenset[str]] = Object.uncompared | {"source", "path"}

    kind: str = "f"
    source: str = ""
    arguments: str = ""
    """The parameter list, names, modes and defaults included, as written."""
    result: str = ""
    """What RETURNS says, as written."""
    argument_types: tuple[DataType, ...] = ()
    argument_names: tuple[str, ...] = ()
    returns: DataType | None = None
    returns_set: bool = False
    language: str = "sql"
    atomic: bool = False
    """The body is BEGIN ATOMIC or RETURN: PostgreSQL keeps its parse tree, not its text."""
    volatility: str = "volatile"
    strict: bool = False
    security_definer: bool = False
    leakproof: bool = False
    parallel: str = "unsafe"
    cost: str = ""
    rows: str = ""
    support: str = ""
    config: tuple[tuple[str, str], ...] = ()
    body: str | None = None
    """The text between the quotes, or the tokens of a BEGIN ATOMIC or RETURN body."""
    path: tuple[str, ...] = ()
    """The search_path in force where it was created, if that was another than the default."""


class Trigger(Object, frozen=True):
    """A trigger. ``definition`` is what stands after its name, with qualified names: ``BEFORE UPDATE ON … EXECUTE …``."""

    table: ObjectRef = ObjectRef("table", "", "")
    timing: str = "AFTER"
    events: str = ""
    level: str = "STATEMENT"
    transition: str = ""
    condition: str | None = None
    function: ObjectRef = ObjectRef("function", "", "", args="")
    arguments: tuple[str, ...] = ()
    constraint: bool = False
    constraint_timing: str = ""
    enabled: str = "O"
    """O origin, D disabled, R replica, A always (pg_trigger.tgenabled)."""
    clone_of: ObjectRef | None = None


class View(Object, frozen=True):
    """A view or materialised view; ``query`` as written, ``columns`` the names given in parentheses.

    ``spelled_out`` is the query with the columns that each ``*`` in it stands for; "" where there is none.
    """

    materialized: bool = False
    query: str = ""
    spelled_out: str = ""
    columns: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    check_option: str = ""
    with_data: bool = True
    tablespace: str | None = None
    column_comments: tuple[tuple[str, str], ...] = ()
    column_settings: tuple[tuple[str, str], ...] = ()
    """What ALTER COLUMN set: ``column SET DEFAULT`` (or STATISTICS, STORAGE …) and the value as written, sorted."""
    access_method: str | None = None
    clustered_on: str | None = None

    @property
    def full_query(self) -> str:
        """The query with no ``*`` left in it, as far as that can be told: what PostgreSQL keeps."""
        return self.spelled_out or self.query


class Policy(Object, frozen=True):
    """A row-security policy. ``command`` is all, select, insert, update or delete; ``roles`` has "" for PUBLIC."""

    table: ObjectRef = ObjectRef("table", "", "")
    command: str = "all"
    permissive: bool = True
    roles: tuple[str, ...] = ("",)
    using: str | None = None
    check: str | None = None
