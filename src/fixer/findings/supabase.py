"""Supabase's database lints ("splinter"): from its CLI and API as JSON, or from psql --csv."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from fixer.findings.document import Document, Item
from fixer.findings.names import identifier
from fixer.findings.report import Report

TOOL = "supabase"
NAME = "Supabase's database lints"
LOOKS_LIKE = "supabase db advisors -o json, or the rows of splinter.sql as psql --csv prints them"
LISTS = ()

_LEVELS = {"ERROR": "error", "WARN": "warning", "INFO": "info"}
_COLUMNS = frozenset({"name", "level", "detail", "metadata"})
_KEYS = ("cache_key", "cacheKey")

Metadata = Mapping[str, Any]
Parts = dict[str, Any]


def recognises(document: Document) -> bool:
    if document.csv:
        return document.members.keys() >= _COLUMNS
    if document.wrapper in ("results", "lints") and not document.first:
        return True
    return any(set(_KEYS) & item.value.keys() and "name" in item.value for item in document.first)


def reports(document: Document, item: Item) -> tuple[Report, ...]:
    """Raises UnreadableError for a row that is not one of a lint."""
    rule = document.expect(item, "name", str, required=True) or ""
    level = document.level(item, "level", _LEVELS)
    metadata = _metadata(document, item)
    detail = (document.expect(item, "detail", str) or "").replace("\\`", "`")
    cache_key = next((text for key in _KEYS if (text := item.text(key))), "")
    parts = _PARTS.get(rule, _plain)(metadata, cache_key, detail)
    data = {key: value for key, value in metadata.items() if key not in ("schema", "name", "type")}
    data |= parts.pop("data", {}) | {"cache_key": cache_key}
    remediation = item.text("remediation")
    report = Report(
        source="supabase",
        rule=rule,
        message=detail or item.text("title") or "",
        level=level,
        target=_target(metadata, parts),
        data=data | ({"remediation": remediation} if remediation else {}),
        **parts,
    )
    return (report,)


def _metadata(document: Document, item: Item) -> Metadata:
    """The row's metadata, which CSV has as JSON text. Its texts are checked here, once for all lints."""
    found: Any = item.value.get("metadata") or {}
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except (ValueError, RecursionError):
            found = None
    if not isinstance(found, dict):
        raise document.unreadable(document.place(item, "metadata"), 'expected "metadata" to be an object')
    for key in _NAMES:
        if not isinstance(found.get(key, ""), str | None):
            place = document.place(item, "metadata")
            raise document.unreadable(place, f'expected "{key}" in "metadata" to be a string')
    return found


_NAMES = (
    *("schema", "name", "type", "column", "arguments"),
    *("fkey_name", "foreign_key", "policy_name", "extension_name"),
)


def _target(metadata: Metadata, parts: Parts) -> str:
    """The object as the lint wrote it."""
    names = [parts.get(key) for key in ("table", "name")]
    text = ".".join(str(name) for name in (metadata.get("schema"), *names) if name)
    return text if parts.get("args") is None else f"{text}({parts['args']})"


def _plain(metadata: Metadata, _cache_key: str, _detail: str) -> Parts:
    return {"kind": metadata.get("type"), "schema": metadata.get("schema"), "name": metadata.get("name")}


def _within(kind: str, name: str | None, metadata: Metadata) -> Parts:
    return {"kind": kind, "schema": metadata.get("schema"), "table": metadata.get("name"), "name": name}


def _from(kind: str, key: str) -> Callable[[Metadata, str, str], Parts]:
    """Something inside the table, whose name the metadata has under ``key``."""
    return lambda metadata, _cache_key, _detail: _within(kind, metadata.get(key), metadata)


def _unindexed_foreign_key(metadata: Metadata, _cache_key: str, _detail: str) -> Parts:
    """Here the schema is written as SQL has it (regnamespace), everywhere else it is bare."""
    found = _within("constraint", metadata.get("fkey_name"), metadata)
    schema = metadata.get("schema")
    return found | {"schema": identifier(schema) if schema else None}


def _policy(metadata: Metadata, cache_key: str, _detail: str) -> Parts:
    return _within("policy", _after_table(metadata, cache_key), metadata)


def _index(metadata: Metadata, cache_key: str, _detail: str) -> Parts:
    found = _within("index", _after_table(metadata, cache_key), metadata)
    return found | {"table": None, "data": {"table": metadata.get("name")}}


def _duplicate_indexes(metadata: Metadata, _cache_key: str, _detail: str) -> Parts:
    """The table, and the indexes that are alike, of which one may go."""
    listed = metadata.get("indexes")
    names = [str(name) for name in listed] if isinstance(listed, list) else []
    schema = str(metadata.get("schema") or "")
    return _plain(metadata, "", "") | {
        "candidates": tuple(f"{identifier(schema)}.{identifier(name)}" for name in names)
    }


def _after_table(metadata: Metadata, cache_key: str) -> str | None:
    """What a cache key has behind schema and table. It begins with the lint's name, or nearly so."""
    middle = f"_{metadata.get('schema')}_{metadata.get('name')}_"
    for prefix in _PREFIXES:
        if cache_key.startswith(prefix + middle):
            return cache_key[len(prefix + middle) :] or None
    return cache_key.partition(middle)[2] or None


_PREFIXES = (
    "auth_rls_init_plan",
    "rls_references_user_metadata",
    "unused_index",
    "multiple_permissive_policies",
)


def _permissive_policies(metadata: Metadata, cache_key: str, detail: str) -> Parts:
    role, _, action = (_after_table(metadata, cache_key) or "").rpartition("_")
    listed = re.search(r"Policies include `\{(.*)\}`", detail, re.DOTALL)
    policies = _array(listed[1]) if listed else []
    return _plain(metadata, "", "") | {"data": {"role": role, "action": action, "policies": policies}}


def _array(text: str) -> list[str]:
    """The items of a text array as PostgreSQL prints it, without the braces."""
    items = re.findall(r'"((?:[^"\\]|\\.)*)"|([^,"]+)', text, re.DOTALL)
    return [re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL) if quoted else bare for quoted, bare in items]


def _function(metadata: Metadata, cache_key: str, _detail: str) -> Parts:
    """No arguments: overloads are told apart by the MD5 of their body, at the end of the cache key."""
    digest = re.search(r"_([0-9a-f]{32})\Z", cache_key)
    return _plain(metadata, "", "") | {"kind": "function", "data": {"body_md5": digest[1]} if digest else {}}


def _offered(grantee: str) -> Callable[[Metadata, str, str], Parts]:
    """A table or, with arguments, a function that a role of the API may use: the lint's name says which role."""

    def parts(metadata: Metadata, _cache_key: str, _detail: str) -> Parts:
        found = _plain(metadata, "", "") | {"data": {"grantee": grantee}}
        arguments = metadata.get("arguments")
        return found if arguments is None else found | {"kind": "function", "args": arguments}

    return parts


def _always_true_policy(metadata: Metadata, _cache_key: str, _detail: str) -> Parts:
    """Roles are written as SQL has them (regrole), PUBLIC as "-"."""
    roles = metadata.get("roles")
    written = [str(role) for role in roles] if isinstance(roles, list) else []
    named = ["public" if role == "-" else identifier(role) for role in written]
    return _within("policy", metadata.get("policy_name"), metadata) | {"data": {"roles": named}}


def _bucket_policy(metadata: Metadata, _cache_key: str, _detail: str) -> Parts:
    """A policy of storage.objects where one is named, else the table, whose bucket is told."""
    listed = metadata.get("policies") or metadata.get("policy_names") or [metadata.get("policy_name")]
    name = listed[0] if isinstance(listed, list) and isinstance(listed[0], str) else None
    return {"kind": "policy", "schema": "storage", "table": "objects", "name": name}


def _extension(metadata: Metadata, _cache_key: str, _detail: str) -> Parts:
    return {"kind": "extension", "name": metadata.get("extension_name") or metadata.get("name")}


_PARTS: dict[str, Callable[[Metadata, str, str], Parts]] = {
    "unindexed_foreign_keys": _unindexed_foreign_key,
    "auth_rls_initplan": _policy,
    "unused_index": _index,
    "duplicate_index": _duplicate_indexes,
    "multiple_permissive_policies": _permissive_policies,
    "function_search_path_mutable": _function,
    "rls_references_user_metadata": _policy,
    "unsupported_reg_types": _from("column", "column"),
    "fkey_to_auth_unique": _from("constraint", "foreign_key"),
    "extension_in_public": _extension,
    "extension_versions_outdated": _extension,
    "public_bucket_allows_listing": _bucket_policy,
    "rls_policy_always_true": _always_true_policy,
    "pg_graphql_anon_table_exposed": _offered("anon"),
    "pg_graphql_authenticated_table_exposed": _offered("authenticated"),
    "anon_security_definer_function_executable": _offered("anon"),
    "authenticated_security_definer_function_executable": _offered("authenticated"),
}
