"""Everything a fixer file may import: the short face made for people who write fixers."""

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Column,
    Constraint,
    EnumType,
    Extension,
    External,
    Function,
    Identity,
    Index,
    IndexKey,
    Object,
    Policy,
    Schema,
    Table,
    Trigger,
    View,
)
from fixer.catalog.objects import Sequence as NumberSequence
from fixer.catalog.resolve import resolve
from fixer.ddl.depends import dependents
from fixer.ddl.names import object_name
from fixer.function_source import (
    RoutineBody,
    create_or_replace,
    may_be_inlined,
    read_body,
    with_body,
)
from fixer.lock_safe import (
    NotTakenError,
    SafeScript,
    Step,
    added,
    breaking,
    duplicates,
    free_constraint,
    lock_safe,
    nulls,
    orphans,
    removed,
    there_already,
    with_column,
)
from fixer.model import (
    Applicability,
    Check,
    Edit,
    Finding,
    Fix,
    Location,
    ObjectRef,
    Operation,
    Refusal,
    Satisfied,
)
from fixer.new_index import NewIndex
from fixer.new_type import NewType, NotRetypedError, indexes_built, linked, remakes, retyped
from fixer.patterns import names_column
from fixer.registry import Options, PendingStatement, Problem, Statistics
from fixer.row_security import OwnerUnknownError, Protection, RowSecurityOptions, denied, no_owner, protection
from fixer.sql.builtins import extensions_providing, is_builtin
from fixer.sql.canonical import columns as columns_of
from fixer.sql.canonical import equivalent, implies
from fixer.sql.names import Name, names_in_body, names_in_expression
from fixer.sql.names import names as names_in_statement
from fixer.sql.plpgsql import BodyNotUnderstood
from fixer.sql.quote import identifier, literal, qualified, target, unquoted
from fixer.sql.types import DataType
from fixer.texts import comment_above, from_markdown, stated_values

__all__ = [
    "Applicability",
    "BodyNotUnderstood",
    "Catalog",
    "Check",
    "Column",
    "Constraint",
    "DataType",
    "Edit",
    "EnumType",
    "Extension",
    "External",
    "Finding",
    "Fix",
    "Function",
    "Identity",
    "Index",
    "IndexKey",
    "Location",
    "Name",
    "NewIndex",
    "NewType",
    "NotRetypedError",
    "NotTakenError",
    "NumberSequence",
    "Object",
    "ObjectRef",
    "Operation",
    "Options",
    "OwnerUnknownError",
    "PendingStatement",
    "Policy",
    "Problem",
    "Protection",
    "Refusal",
    "RoutineBody",
    "RowSecurityOptions",
    "SafeScript",
    "Satisfied",
    "Schema",
    "Statistics",
    "Step",
    "Table",
    "Trigger",
    "View",
    "added",
    "breaking",
    "columns_of",
    "comment_above",
    "create_or_replace",
    "denied",
    "dependents",
    "duplicates",
    "equivalent",
    "extensions_providing",
    "free_constraint",
    "from_markdown",
    "identifier",
    "implies",
    "indexes_built",
    "is_builtin",
    "linked",
    "literal",
    "lock_safe",
    "may_be_inlined",
    "names_column",
    "names_in_body",
    "names_in_expression",
    "names_in_statement",
    "no_owner",
    "nulls",
    "object_name",
    "orphans",
    "protection",
    "qualified",
    "read_body",
    "remakes",
    "removed",
    "resolve",
    "retyped",
    "stated_values",
    "target",
    "there_already",
    "unquoted",
    "with_body",
    "with_column",
]
