"""Functions that find their objects through the caller's search_path.

What is wrong: a function has no search_path of its own, so that names without a schema, and all
operators, mean what the search_path of its caller makes of them.

Why it matters: who calls a SECURITY DEFINER function can put a table, type or operator of their own in
front and have it used with the owner's rights. Any function may break when the path changes.

What is done: ``ALTER FUNCTION … SET search_path``, by identity arguments, with what the body uses:
``pg_catalog, pg_temp`` when every name is qualified or built in, otherwise the schemas it needs.
``pg_temp`` is always there and last, since a path that does not name it has temporary tables and types
found first. What a function calls, or sets off by a trigger, runs under the same path: what those need
counts too, unless they have a path of their own. Where unqualified-name replaces the same function, one
CREATE OR REPLACE carries both. A function that a pending file makes has the clause put in there.

What it locks: no table. Functions that are running are not disturbed.

The way back: RESET search_path, or the earlier value.

When not to: an application with a schema per tenant lives on the caller's path, so functions that run
with their caller's rights are changed with ``--unsafe`` only. Refused are procedures that commit
(PostgreSQL would fail with 2D000), functions in SQL that PostgreSQL puts into the calling query (a SET
clause ends that, and may end an index scan), functions that read or set the search_path themselves, and
languages that cannot be read. Text search configurations in strings (``to_tsvector('my_config', …)``) are
not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from fixer import api

rule = "mutable-search-path"
promise = "A function finds the same objects whoever calls it."
slug = "search_path"
answers = {
    "supabase": ("function_search_path_mutable",),
    "pgrls": ("SEC015",),
    "pgrubic": ("ST003",),
    "review": ("search-path",),
}
applicability = api.Applicability.SAFE
after = ("unqualified-name",)

_ON_BUILTIN_TYPES = ("btree_gist", "intarray", "pg_trgm")
"""Extensions whose operators share their names with built-in ones and take built-in types (PostgreSQL 15)."""


_WRITING = re.compile(r"\b(insert|update|delete|merge|truncate|copy)\b", re.I)


@dataclass(frozen=True)
class Options(api.Options):
    """Settings of [rules.mutable-search-path]."""

    search_path: tuple[str, ...] = ("public",)
    """Where unqualified names are found, and what a function gets that computes names."""
    extension_schema: str = ""
    """Where extensions are, if nothing else says so: ``extensions`` on Supabase, else ``public``."""


def detect(catalog: api.Catalog, options: Options) -> Iterable[api.Problem]:
    """Functions and procedures without a search_path."""
    for function in catalog.objects(api.Function):
        if function.kind == "a" or _pinned(function):
            continue
        if function.atomic:
            text = f"{_short(function)} has no search_path of its own"
            yield api.Problem(function.ref, text, satisfied_by="its body, whose names were bound at creation")
        elif function.security_definer:
            text = f"{_short(function)} runs with its owner's rights and its caller's search_path"
            yield api.Problem(function.ref, text)
        else:
            yield api.Problem(function.ref, f"{_short(function)} runs with its caller's search_path")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: Options) -> str | None:
    """Why another tool's finding does not hold."""
    function = catalog.find(finding.target, api.Function) if finding.target else None
    if function is None:
        return None
    if function.kind == "a":
        return "aggregates take no SET clause: their functions have one each"
    if function.atomic:
        return "its body, whose names were bound at creation"
    return next(
        (f"SET search_path = {value}" for name, value in function.config if name == "search_path"), None
    )


def fix(
    finding: api.Finding, catalog: api.Catalog, options: Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """SET search_path with what the function needs."""
    function = catalog.find(finding.target, api.Function) if finding.target else None
    if function is None:
        return api.Refusal(finding, "unresolved", "there is no such function")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    try:
        body = api.read_body(function.source)
    except api.BodyNotUnderstood as error:
        reason = f"what {api.target(function.ref)} uses cannot be told: {error.reason}"
        return api.Refusal(finding, "manual", reason, "Set its search_path by hand, pg_temp last.")
    if refused := _refused(finding, function, body):
        return refused
    needs = _Needs(catalog, options, function.path or options.search_path)
    needs.routine(function)
    if needs.elsewhere:
        word, schemas = next(iter(needs.elsewhere.items()))
        reason = f'"{word}" is in {" and in ".join(map(api.identifier, schemas))}, and nothing says that callers look there'
        return api.Refusal(
            finding, "unresolved", reason, "Say where in [rules.mutable-search-path] search_path."
        )
    value = ", ".join(api.identifier(schema) for schema in needs.path())
    made = api.Fix(
        finding,
        title=f"{_short(function)} gets search_path = {value}",
        why=_why(function, body, catalog, options),
        slug=f"{function.ref.name}_search_path",
        applicability=applicability if function.security_definer else api.Applicability.UNSAFE,
        notes=tuple(needs.notes),
    )
    return api.with_setting(made, function, "search_path", value, options.pending)


def _refused(finding: api.Finding, function: api.Function, body: api.RoutineBody) -> api.Refusal | None:
    name = api.target(function.ref)
    if function.kind == "p" and body.ends_transaction:
        reason = f"{name} may commit or roll back, which PostgreSQL forbids to a procedure with a SET clause"
        return api.Refusal(finding, "unsupported", reason, "Qualify every name and operator in its body.")
    if body.about_path:
        reason = f"{name} reads or sets the search_path itself"
        return api.Refusal(finding, "manual", reason, "Decide by hand which path it is to run with.")
    if api.may_be_inlined(function.source):
        reason = f"PostgreSQL puts the body of {name} into the calling query; a SET clause would end that"
        return api.Refusal(finding, "unsupported", reason, "Qualify its names, or write it as RETURN …")
    return None


def _why(function: api.Function, body: api.RoutineBody, catalog: api.Catalog, options: Options) -> str:
    """The sentences at the top of the file."""
    names = dict.fromkeys(
        name.parts[0]
        for name in body.names
        if len(name.parts) == 1
        and api.resolve(catalog, name, function.path or options.search_path) is not None
    )
    name = api.identifier(function.ref.name)
    rights = "its owner's rights" if function.security_definer else "its caller's rights"
    if names:
        found = ", ".join(f'"{name}"' for name in names)
        return (
            f"{name} runs with {rights} and finds {found} through the caller's search_path.\n"
            "The path is fixed, so that nobody can put their own in front."
        )
    return (
        f"{name} runs with {rights}, and the caller's search_path says what its operators and "
        "functions are.\nThe path is fixed, so that nobody can put their own in front."
    )


def _writes(function: api.Function) -> bool:
    """Whether the function may change rows: PostgreSQL lets only a volatile one (documentation, 38.7)."""
    return function.volatility == "volatile" and bool(_WRITING.search(function.body or ""))


def _pinned(function: api.Function) -> bool:
    return any(name == "search_path" for name, _value in function.config)


def _short(function: api.Function) -> str:
    return f"{api.identifier(function.ref.name)}({function.ref.args or ''})"


@dataclass
class _Needs:
    """The schemas that a function's names are found in, and those of what it calls under its path."""

    catalog: api.Catalog
    options: Options
    found_in: tuple[str, ...]
    """The search_path that callers have."""
    schemas: dict[str, None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    elsewhere: dict[str, list[str]] = field(default_factory=dict)
    """Names that are in none of these schemas, and the schemas that have them."""
    _seen: set[api.ObjectRef] = field(default_factory=set)

    def path(self) -> list[str]:
        """The search_path that finds everything, and what is temporary last."""
        known = [schema for schema in self.found_in if schema in self.schemas]
        others = [schema for schema in self.schemas if schema not in known]
        return [*(known + others or ["pg_catalog"]), "pg_temp"]

    def routine(self, function: api.Function) -> None:
        """Adds what a function needs, and what runs under its path."""
        if function.ref in self._seen:
            return
        self._seen.add(function.ref)
        first = len(self._seen) == 1
        if function.kind == "a":  # it looks nothing up itself, and calls functions that may
            for name in api.names_in_statement(function.source):
                self._sets_off(name, api.resolve(self.catalog, name, self.found_in), writes=False)
            return
        try:
            body = api.read_body(function.source)
        except api.BodyNotUnderstood:
            if not function.atomic and function.language not in ("c", "internal"):
                self._anywhere(f"what {_short(function)} uses, which runs under the same path, is unknown")
            return
        if body.dynamic or (body.about_path and not first):
            self._anywhere(f"{_short(function)} computes names that it looks up")
        extensions = self._extensions_at_work(body.names, function)
        hidden = api.transition_tables(self.catalog, function)
        for name in body.names:
            if name.kind != "relation" or name.parts[0] not in hidden:
                self._name(name, extensions, _writes(function))

    def _name(self, name: api.Name, extensions: frozenset[str], writes: bool) -> None:
        ref = api.resolve(self.catalog, name, self.found_in)
        if len(name.parts) == 1:
            self._unqualified(name, ref, extensions)
            if ref is None and not api.is_builtin(name.kind, name.parts[0]):
                self._look_elsewhere(name)
        self._sets_off(name, ref, writes)

    def _sets_off(self, name: api.Name, ref: api.ObjectRef | None, writes: bool) -> None:
        for called in self._called(name, ref, writes) if ref is not None else ():
            if not _pinned(called):
                self.routine(called)

    def _unqualified(self, name: api.Name, ref: api.ObjectRef | None, extensions: frozenset[str]) -> None:
        word = name.parts[0]
        builtin = api.is_builtin(name.kind, word)
        providers = api.extensions_providing(name.kind, word)
        if builtin:
            providers &= extensions
        if ref is not None and ref.kind != "external" and not (builtin and name.kind != "function"):
            self.schemas[ref.schema] = None
        elif providers:
            for schema in self._extension_schemas(providers):
                self.schemas[schema] = None
        elif not builtin:
            self._anywhere(f'"{word}" is not in the schema that was read')

    def _look_elsewhere(self, name: api.Name) -> None:
        """Notes the schemas off the path that have something of that name."""
        schemas = (item.ref.name for item in self.catalog.overlay().objects(api.Schema))
        off = [
            schema
            for schema in schemas
            if schema not in self.found_in and not self.options.is_platform(schema)
        ]
        found = [schema for schema in off if api.resolve(self.catalog, name, (schema,)) is not None]
        if found:
            self.elsewhere[name.parts[0]] = found

    def _anywhere(self, reason: str) -> None:
        """A name may mean something in any schema of the default path."""
        path = ", ".join(self.found_in)
        self.notes[f"{reason}: {path} stays in its path, where only trusted roles should have CREATE."] = None
        self.schemas |= dict.fromkeys(self.found_in)

    def _called(self, name: api.Name, ref: api.ObjectRef, writes: bool) -> Iterator[api.Function]:
        """The functions that a mention sets off: the one that is called, those of a written table's triggers."""
        if name.kind == "function":
            yield from self.catalog.routines(ref.schema, ref.name)
        elif name.kind == "relation" and writes:
            for trigger in self.catalog.children(ref, api.Trigger):
                function = self.catalog.find(trigger.function, api.Function)
                if function is not None:
                    yield function

    # extensions

    def _extensions_at_work(self, names: Iterable[api.Name], function: api.Function) -> frozenset[str]:
        """The extensions that a built-in name of the body may be of: their ``=`` is not the built-in one.

        Those whose types it works with, and those that are there with operators on PostgreSQL's own types.
        """
        types = {kind.name for kind in function.argument_types}
        for name in names:
            if name.kind == "type":
                types.add(name.parts[-1])
            elif name.kind == "relation":
                ref = api.resolve(self.catalog, name, self.found_in)
                table = self.catalog.find(ref, api.Table) if ref else None
                types |= {column.type.name for column in table.columns} if table else set()
        by_type = frozenset(
            extension
            for word in types
            if not api.is_builtin("type", word)
            for extension in api.extensions_providing("type", word)
        )
        installed = {
            name for name in _ON_BUILTIN_TYPES if self.catalog.get(api.ObjectRef("extension", "", name))
        }
        return by_type | installed

    def _extension_schemas(self, providers: frozenset[str]) -> list[str]:
        """Where those of the extensions are that are installed; where they are likely to be if none is."""
        default = self.options.extension_schema or (
            "extensions" if self.options.platform == "supabase" else self.found_in[0]
        )
        refs = [api.ObjectRef("extension", "", name) for name in sorted(providers)]
        installed = [item for ref in refs if (item := self.catalog.find(ref, api.Extension))]
        return [getattr(item, "schema", None) or default for item in installed] or [default]
