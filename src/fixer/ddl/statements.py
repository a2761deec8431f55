"""All statement classes: each registers itself when the module that it is in is imported."""
# ruff: noqa: F401

from __future__ import annotations

from fixer.ddl import owner, schema, session
from fixer.ddl.any_object import comment, default_privileges, drop, grant, label, owned, role
from fixer.ddl.attached import policy, rule, trigger
from fixer.ddl.bodies import data, do_block, event_trigger
from fixer.ddl.rare import beyond, collation, foreign_data, publication, text_search
from fixer.ddl.relations import index, sequence, statistics
from fixer.ddl.renaming import rename, set_schema
from fixer.ddl.routines import cast, define, function, language, operator
from fixer.ddl.tables import alter_table, create_table, view
from fixer.ddl.types import user_types
