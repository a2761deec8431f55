"""Functions that may give something else for the same arguments, which no index and no generated column is made of
(documentation, CREATE INDEX and 5.3 Generated Columns). What is cast, and by which overload, only the types would tell.
"""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.ddl.base import Session
from fixer.sql import parse
from fixer.sql.parse import Node
from fixer.sql.quote import identifier

_NAMES = """array_to_json array_to_string clock_timestamp col_description concat concat_ws convert convert_from convert_to
    current_database current_query current_schema current_schemas current_setting current_user currval enum_first enum_last
    enum_range format gen_random_uuid get_current_ts_config json_build_array json_build_object jsonb_build_array
    jsonb_build_object jsonb_path_exists_tz jsonb_path_match_tz jsonb_path_query_array_tz jsonb_path_query_first_tz lastval
    make_timestamptz nextval now obj_description random row_to_json session_user set_config setval statement_timestamp
    timeofday to_char to_date to_json to_jsonb to_number to_regclass transaction_timestamp txid_current version
    xml_is_well_formed"""
_MUTABLE = frozenset(_NAMES.split())
"""Those of which no overload is IMMUTABLE (pg_proc of 15 and 18 agree)."""
_OF_SO_MANY = {
    "age": 1,
    "phraseto_tsquery": 1,
    "plainto_tsquery": 1,
    "to_timestamp": 2,
    "to_tsquery": 1,
    "to_tsvector": 1,
    "websearch_to_tsquery": 1,
}
"""The same of those with this number of arguments: by the time zone, or the configuration, of the session."""
_OF_SESSION = "SQLValueFunction"
"""CURRENT_DATE, CURRENT_USER and their like."""


def refuse_mutable(catalog: Catalog, session: Session, what: str, tree: Node) -> None:
    """Says which function in an expression is none for what is computed once."""
    for node in parse.nodes([tree]):
        if _OF_SESSION in node:
            session.problem(
                f"{what} is computed from what is another value each time: {_word(node[_OF_SESSION])}"
            )
            return
        call = node.get("FuncCall")
        name = call["funcname"][-1]["String"]["sval"] if call is not None else ""
        if call is not None and _is_mutable(catalog, session, call, name):
            session.problem(f"{what} is computed by {identifier(name)}, which is not IMMUTABLE")
            return


def _is_mutable(catalog: Catalog, session: Session, call: Node, name: str) -> bool:
    schema = [part["String"]["sval"] for part in call["funcname"][:-1]]
    own = not schema and any(catalog.routines(path, name) for path in session.search_path)
    if own or schema not in ([], ["pg_catalog"]):
        return False
    return name in _MUTABLE or len(call.get("args", [])) == _OF_SO_MANY.get(name)


def _word(node: Node) -> str:
    return str(node["op"]).removeprefix("SVFOP_").removesuffix("_N")
