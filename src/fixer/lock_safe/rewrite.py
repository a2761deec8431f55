"""Kinds of change that PostgreSQL makes under a lock that lasts, and the steps that come to the same without it."""

from __future__ import annotations

from fixer.lock_safe.change import Rewrite
from fixer.lock_safe.constraint_steps import add_constraint, validate, validated_now
from fixer.lock_safe.index_steps import create_index, drop_index
from fixer.lock_safe.not_null_steps import required_column, set_not_null
from fixer.lock_safe.row_checks import change_domain, new_partition
from fixer.lock_safe.type_steps import change_type

STATEMENTS: dict[str, Rewrite] = {
    "IndexStmt": create_index,
    "DropStmt": drop_index,
    "CreateStmt": new_partition,
    "AlterDomainStmt": change_domain,
}
COMMANDS: dict[str, Rewrite] = {
    "AT_AddConstraint": add_constraint,
    "AT_SetNotNull": set_not_null,
    "AT_ValidateConstraint": validate,
    "AT_AlterConstraint": validated_now,
    "AT_AddColumn": required_column,
    "AT_AttachPartition": new_partition,
    "AT_AlterColumnType": change_type,
}
