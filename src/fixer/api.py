"""Everything a fixer file may import: the short face made for people who write fixers."""

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    Column,
    Constraint,
    Extension,
    External,
    Function,
    Index,
    IndexKey,
    Object,
    Policy,
    Schema,
    Table,
    Trigger,
    View,
)
from fixer.catalog.resolve import resolve
from fixer.ddl.names import object_name
from fixer.function_source import (
    RoutineBody,
    create_or_replace,
    may_be_inlined,
    read_body,
    with_body,
)
from fixer.lock_safe import NotTakenError, SafeScript, Step, lock_safe, there_already
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
from fixer.registry import Options, PendingStatement, Problem, Statistics
from fixer.row_security import OwnerUnknownError, Protection, RowSecurityOptions, denied, no_owner, protection
from fixer.sql.builtins import extensions_providing, is_builtin
from fixer.sql.canonical import columns as columns_of
from fixer.sql.canonical import equivalent, implies
from fixer.sql.names import Name, names_in_body, names_in_expression
from fixer.sql.names import names as names_in_statement
from fixer.sql.plpgsql import BodyNotUnderstood
from fixer.sql.quote import identifier, literal, qualified, target
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
    "Extension",
    "External",
    "Finding",
    "Fix",
    "Function",
    "Index",
    "IndexKey",
    "Location",
    "Name",
    "NewIndex",
    "NotTakenError",
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
    "columns_of",
    "comment_above",
    "create_or_replace",
    "denied",
    "equivalent",
    "extensions_providing",
    "from_markdown",
    "identifier",
    "implies",
    "is_builtin",
    "literal",
    "lock_safe",
    "may_be_inlined",
    "names_in_body",
    "names_in_expression",
    "names_in_statement",
    "no_owner",
    "object_name",
    "protection",
    "qualified",
    "read_body",
    "resolve",
    "stated_values",
    "target",
    "there_already",
    "with_body",
]
