"""Which statements are carried out: those that a finding may bring, and those that a person may ask for."""

from __future__ import annotations

from fixer.sql.parse import Node

STATEMENTS = {
    "CommentStmt": "comment",
    "CreatePolicyStmt": "policy",
    "AlterPolicyStmt": "policy",
    "CreateFunctionStmt": "function",
    "AlterFunctionStmt": "function",
    "CreateTrigStmt": "trigger",
    "ViewStmt": "view",
    "CreateTableAsStmt": "view",
    "CreateEnumStmt": "enum-type",
    "AlterEnumStmt": "enum-type",
    "CompositeTypeStmt": "type",
    "CreateDomainStmt": "type",
    "CreateExtensionStmt": "extension",
    "GrantStmt": "privileges",
    "CreateStmt": "table",
    "CreateSeqStmt": "sequence",
    "AlterSeqStmt": "sequence",
    "RenameStmt": "rename",
    "DropStmt": "drop",
    "AlterObjectSchemaStmt": "set-schema",
    "CreateSchemaStmt": "schema",
    "CreateStatsStmt": "statistics",
}
"""Kind of node -> what a finding with it is about."""
_REFUSED = {
    "DropdbStmt": "it drops a database",
    "CreatedbStmt": "it creates a database",
    "AlterDatabaseStmt": "it changes a database",
    "AlterDatabaseSetStmt": "it changes a database's settings",
    "CopyStmt": "COPY reads or writes files, or runs programs",
    "DoStmt": "a DO block may do anything",
    "CreateRoleStmt": "it creates a role",
    "AlterRoleStmt": "it changes a role",
    "AlterRoleSetStmt": "it changes a role's settings",
    "DropRoleStmt": "it drops a role",
    "GrantRoleStmt": "it makes a role a member of another",
    "AlterSystemStmt": "it changes the server's settings",
    "VariableSetStmt": "it changes a setting of the session",
    "LoadStmt": "it loads a library",
    "CreateTableSpaceStmt": "it creates a tablespace",
    "DropTableSpaceStmt": "it drops a tablespace",
    "TransactionStmt": "transactions are the planner's to set",
    "TruncateStmt": "it deletes data",
}
"""What no finding gets done, whatever it says."""
_ROWS = frozenset(
    {
        "SelectStmt",
        "InsertStmt",
        "UpdateStmt",
        "DeleteStmt",
        "MergeStmt",
        "CallStmt",
        "ExplainStmt",
        "ExecuteStmt",
    }
)
PROGRAM_LANGUAGES = frozenset({"sql", "plpgsql"})
"""Those whose bodies are read."""


def refused(kind: str, node: Node) -> str:
    """Why a statement is not carried out that a finding brings; empty for DDL that may be."""
    if kind in _REFUSED:
        return _REFUSED[kind]
    if kind in _ROWS:
        return "it is no DDL"
    if kind == "CreateFunctionStmt" and (language := _language(node)) not in PROGRAM_LANGUAGES:
        return f"it has a body in {language}, which cannot be read"
    if kind == "AlterTableStmt" and any(
        command["AlterTableCmd"].get("subtype") == "AT_ChangeOwner" for command in node.get("cmds", [])
    ):
        return "it changes an owner, which is a role's matter"
    if kind in (*STATEMENTS, "AlterTableStmt", "IndexStmt"):
        return ""
    return "it is no DDL on tables, views, functions, types, policies or triggers"


def _language(node: Node) -> str:
    options = {option["DefElem"]["defname"]: option["DefElem"] for option in node.get("options", [])}
    language: str = options.get("language", {}).get("arg", {}).get("String", {}).get("sval", "sql")
    return language.lower()


_BY_HAND = "write it as a migration of your own"
_UPKEEP = f"it changes no schema: run it by hand, or {_BY_HAND}"
_OF_SERVER = "it is about the server, not about a schema"
_NOT_ASKED_FOR = {
    **dict.fromkeys(
        (*_ROWS, "CopyStmt", "TruncateStmt"), f"it is about rows, not about the schema: {_BY_HAND}"
    ),
    **dict.fromkeys(
        ("VacuumStmt", "ClusterStmt", "ReindexStmt", "RefreshMatViewStmt", "CheckPointStmt"), _UPKEEP
    ),
    **dict.fromkeys(
        ("LockStmt", "PrepareStmt", "DeallocateStmt", "DiscardStmt", "VariableShowStmt"), _UPKEEP
    ),
    **dict.fromkeys(("ListenStmt", "UnlistenStmt", "NotifyStmt", "ConstraintsSetStmt", "LoadStmt"), _UPKEEP),
    **dict.fromkeys(("CreatedbStmt", "DropdbStmt", "AlterDatabaseStmt", "AlterDatabaseSetStmt"), _OF_SERVER),
    **dict.fromkeys(("AlterDatabaseRefreshCollStmt", "AlterSystemStmt", "CreateTableSpaceStmt"), _OF_SERVER),
    **dict.fromkeys(("DropTableSpaceStmt", "AlterTableSpaceOptionsStmt"), _OF_SERVER),
    **dict.fromkeys(("CreateRoleStmt", "AlterRoleStmt", "AlterRoleSetStmt", "DropRoleStmt"), _OF_SERVER),
    "GrantRoleStmt": _OF_SERVER,
    "DoStmt": f"what a DO block does cannot be told by reading it: say in plain statements what is wanted, or {_BY_HAND}",
    "DropOwnedStmt": "what a role owns is another matter in each database: name what is to be dropped",
    "ReassignOwnedStmt": "what a role owns is another matter in each database: name what is to have another owner",
    "VariableSetStmt": "a setting of the session is not carried over: write names with their schemas",
    "TransactionStmt": "the plan decides what goes into a transaction: leave this out",
    **dict.fromkeys(
        ("CreateSubscriptionStmt", "AlterSubscriptionStmt", "DropSubscriptionStmt"),
        "it acts on another server, and may hold a password: run it by hand",
    ),
    **dict.fromkeys(
        ("CreateUserMappingStmt", "AlterUserMappingStmt"),
        "it may hold a password: run it by hand",
    ),
}
"""What even a person who asks for a change does not get in a migration, and what to do."""


def not_for_the_asking(kind: str, node: Node) -> str:
    """Why a statement is not carried out that a person asks for in a file of SQL; empty for one that may be."""
    if kind == "AlterSeqStmt" and any(
        option["DefElem"]["defname"] == "restart" for option in node.get("options", [])
    ):
        return f"RESTART sets a sequence's next value, which is data: {_BY_HAND}"
    made = (
        node.get("relation")
        or node.get("view")
        or node.get("sequence")
        or node.get("into", {}).get("rel", {})
    )
    if kind in _MAKES_RELATION and made.get("relpersistence") == "t":
        return "what is temporary goes with its session: a migration leaves nothing of it"
    return _NOT_ASKED_FOR.get(kind, "")


_MAKES_RELATION = frozenset({"CreateStmt", "CreateTableAsStmt", "ViewStmt", "CreateSeqStmt"})


_WRAPPING = frozenset({"TRANS_STMT_BEGIN", "TRANS_STMT_START", "TRANS_STMT_COMMIT"})
_TIMEOUTS = frozenset({"lock_timeout", "statement_timeout"})


def left_out(kind: str, node: Node) -> str:
    """What is said of a statement that a plan has its own of; empty for any other."""
    if kind == "TransactionStmt" and node["kind"] in _WRAPPING:
        return "BEGIN and COMMIT are left out: each migration has its own transaction, or none."
    if kind == "VariableSetStmt" and node.get("name") in _TIMEOUTS:
        return "Timeouts are left out: each migration sets its own."
    return ""
