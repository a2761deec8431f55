"""Domains: CREATE and ALTER DOMAIN, and the SQL from one state to another."""

from __future__ import annotations

from collections.abc import Iterator

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import (
    CompositeType,
    DomainCheck,
    DomainType,
    RangeType,
    Table,
)
from fixer.ddl.address import collation_named
from fixer.ddl.any_object.comment import on_domain_constraint
from fixer.ddl.base import SHARE, Cost, Ddl, Session, locks, statement, strings
from fixer.ddl.names import cut, free_constraint_name, new_type_name, type_named, type_object
from fixer.ddl.queries.type_modifiers import refuse_modifiers
from fixer.ddl.queries.used_columns import column_ref
from fixer.ddl.relations.row_type import users
from fixer.ddl.tables.column_fit import refuse_domain_default
from fixer.ddl.tables.composite_type import attribute_type
from fixer.ddl.texts.depends import dependents, type_needs
from fixer.model import Hazard, ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, target
from fixer.values import replace


@statement("CreateDomainStmt")
class CreateDomain(Ddl):
    """CREATE DOMAIN."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the domain with its default and checks."""
        node = self.node
        ref = new_type_name(catalog, session, "domain", strings(node["domainname"]))
        collation = node.get("collClause")
        made = DomainType(
            ref,
            id=catalog.new_id(),
            origin=session.origin,
            base=type_named(catalog, session, node["typeName"]),
            collation=collation_named(catalog, session, collation),
        )
        refuse_modifiers(session, f"domain {target(ref)}", made.base)
        clauses = [item["Constraint"] for item in node.get("constraints", [])]
        starts = [self.token(clause["location"]) for clause in clauses]
        kinds = [clause["contype"] for clause in clauses]
        if {"CONSTR_NULL", "CONSTR_NOTNULL"} <= {*kinds} or kinds.count("CONSTR_DEFAULT") > 1:
            session.problem(f"domain {target(ref)} says twice whether it is NULL, or what its default is")
        if collation:
            starts.append(self.token(collation["location"]))
        _refuse_clauses(session, ref, clauses)
        for clause in [clause for clause in clauses if clause["contype"] in _OF_DOMAINS]:
            if clause["contype"] == "CONSTR_DEFAULT":
                refuse_domain_default(catalog, session, made, clause["raw_expr"])
            first = self.token(clause["location"])
            last = min((start for start in starts if start > first), default=len(self.tokens))
            catalog.put(made)
            made = self._with(catalog, made, clause, first, last)
        catalog.put(made)

    def _with(self, catalog: Catalog, domain: DomainType, clause: Node, first: int, last: int) -> DomainType:
        kind, tokens = clause["contype"], self.tokens
        if kind == "CONSTR_DEFAULT":
            return replace(domain, default=tokens.between(tokens.find("default", first) + 1, last))
        if kind in ("CONSTR_NOTNULL", "CONSTR_NULL"):
            return replace(domain, not_null=kind == "CONSTR_NOTNULL")
        return _with_check(self, catalog, domain, clause, first)


_OF_DOMAINS = frozenset({"CONSTR_CHECK", "CONSTR_DEFAULT", "CONSTR_NOTNULL", "CONSTR_NULL"})


def _refuse_clauses(session: Session, ref: ObjectRef, clauses: list[Node]) -> None:
    """Says what a domain does not have (DefineDomain in typecmds.c)."""
    if any(clause["contype"] not in _OF_DOMAINS or clause.get("is_no_inherit") for clause in clauses):
        session.problem(
            f"domain {target(ref)} has checks that hold at once, for all, and no keys and no identity"
        )
    names = [clause["conname"] for clause in clauses if "conname" in clause]
    for name in sorted({name for name in names if names.count(name) > 1}):
        session.problem(f"domain {target(ref)} has constraint {identifier(name)} twice")


def _with_check(ddl: Ddl, catalog: Catalog, domain: DomainType, clause: Node, first: int) -> DomainType:
    expression = ddl.tokens.inside(ddl.tokens.find("(", ddl.tokens.find("check", first)))
    place = domain.ref
    name = (
        cut(clause["conname"])
        if "conname" in clause
        else free_constraint_name(catalog, place.schema, place.name, "", "check")
    )
    check = DomainCheck(name, expression, validated=not clause.get("skip_validation", False))
    return replace(domain, checks=(*domain.checks, check))


def _refuse_within(catalog: Catalog, session: Session, domain: DomainType) -> None:
    """Says that columns hold values of a domain within others: PostgreSQL looks at none of these (get_rels_with_domain)."""
    used = next(_within(catalog, domain), None)
    if used is not None:
        session.problem(f"{target(domain.ref)} cannot be altered: column {target(used)} holds values of it")


def _within(catalog: Catalog, domain: DomainType) -> Iterator[ObjectRef]:
    """The columns that hold values of a domain in arrays, ranges, rows and composite types."""
    for item in dependents(catalog, domain.ref):
        if isinstance(item, DomainType) and not item.base.array:
            yield from _within(catalog, item)
        elif isinstance(item, CompositeType | DomainType | RangeType):
            yield from users(catalog, item.ref)
        elif isinstance(item, Table):
            own = (column for column in item.columns if domain.ref in type_needs(column.type, catalog))
            yield from (column_ref(item.ref, column.name) for column in own if column.type.array)
            yield from users(catalog, item.ref)


_NAMES_NOT_NULL = 17
"""The version from which on the NOT NULL of a domain has a name."""


@statement("AlterDomainStmt")
class AlterDomain(Ddl):
    """ALTER DOMAIN."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Changes the default, NOT NULL or a check."""
        node, kind = self.node, self.node["subtype"]
        domain = self._domain(catalog, session)
        if domain is None:
            session.problem(f"there is no domain {'.'.join(strings(node['typeName']))}")
            return
        named = [check for check in domain.checks if check.name == node.get("name")]
        if kind == "X" and not named and domain.not_null and catalog.major >= _NAMES_NOT_NULL:
            catalog.put(replace(domain, not_null=False))  # by its name, which is not kept
        elif kind in ("X", "V") and not named:
            if not node.get("missing_ok"):
                session.problem(f"there is no constraint {node['name']} on {target(domain.ref)}")
        elif kind == "T":
            refuse_domain_default(catalog, session, domain, node.get("def"))
            after = self.tokens.find("default") + 1
            text = self.tokens.between(after, len(self.tokens)) if "def" in node else None
            catalog.put(replace(domain, default=text))
        elif kind in ("N", "O"):
            if kind == "O":
                _refuse_within(catalog, session, domain)
            catalog.put(replace(domain, not_null=kind == "O"))
        elif kind == "C":
            self._add(catalog, session, domain, node["def"]["Constraint"])
        elif kind == "X":
            catalog.put(replace(domain, checks=tuple(c for c in domain.checks if c not in named)))
        elif kind == "V":
            _refuse_within(catalog, session, domain)
            checks = tuple(replace(c, validated=True) if c in named else c for c in domain.checks)
            catalog.put(replace(domain, checks=checks))

    def _add(self, catalog: Catalog, session: Session, domain: DomainType, clause: Node) -> None:
        if clause["contype"] == "CONSTR_NOTNULL":  # PostgreSQL 18
            _refuse_within(catalog, session, domain)
            catalog.put(replace(domain, not_null=True))
        elif any(check.name == clause.get("conname") for check in domain.checks):
            session.problem(f"constraint {clause['conname']} on {target(domain.ref)} exists already")
        else:
            if not clause.get("skip_validation"):
                _refuse_within(catalog, session, domain)
            catalog.put(_with_check(self, catalog, domain, clause, self.tokens.find("add")))

    def _domain(self, catalog: Catalog, session: Session) -> DomainType | None:
        found = type_object(catalog, session, strings(self.node["typeName"]))
        return found if isinstance(found, DomainType) else None

    def cost(self, before: Catalog, session: Session) -> Cost:
        """SHARE on every table with a column of the domain, while its rows are read (measured)."""
        domain = self._domain(before, session)
        checks = self.node["subtype"] in ("O", "C", "V")
        if (
            domain is None
            or not checks
            or self.node.get("def", {}).get("Constraint", {}).get("skip_validation")
        ):
            return Cost()
        tables = [item.ref for item in dependents(before, domain.ref) if isinstance(item, Table)]
        blocked = [
            Hazard("blocks-writes", f"writes to {target(ref)} wait while it is read", target(ref))
            for ref in tables
        ]
        scanned = [Hazard("scan", f"reads all of {target(ref)}", target(ref)) for ref in tables]
        return Cost(locks(tables, SHARE), (*blocked, *scanned))


def _check(check: DomainCheck) -> str:
    return f"CONSTRAINT {identifier(check.name)} CHECK ({check.expression})"


def _add_check(item: DomainType, check: DomainCheck) -> str:
    return f"ALTER DOMAIN {target(item.ref)} ADD {_check(check)}{'' if check.validated else ' NOT VALID'}"


def create_domain(item: DomainType) -> list[str]:
    """CREATE DOMAIN, and what comes after it: checks that are not validated, comments."""
    parts = [f"CREATE DOMAIN {target(item.ref)} AS {attribute_type(item.base, item.collation)}"]
    if item.default is not None:
        parts.append(f"DEFAULT {item.default}")
    if item.not_null:
        parts.append("NOT NULL")
    parts += [_check(check) for check in item.checks if check.validated]
    later = [_add_check(item, check) for check in item.checks if not check.validated]
    return [" ".join(parts), *later, *_check_comments((), item)]


def _check_comments(old: tuple[DomainCheck, ...], new: DomainType) -> list[str]:
    before = {check.name: check.comment for check in old}
    return [
        on_domain_constraint(new.ref, check.name, check.comment)
        for check in new.checks
        if check.comment != before.get(check.name)
    ]


def alter_domain(old: DomainType, new: DomainType, catalog: Catalog) -> list[str] | None:
    """ALTER DOMAIN; a check that differs and all behind it are dropped and added again, for their order."""
    if (old.base, old.collation) != (new.base, new.collation):
        return None
    name, steps = f"ALTER DOMAIN {target(new.ref)}", []
    if old.default != new.default:
        steps.append(f"{name} DROP DEFAULT" if new.default is None else f"{name} SET DEFAULT {new.default}")
    if old.not_null != new.not_null:
        steps.append(f"{name} {'SET' if new.not_null else 'DROP'} NOT NULL")
    shared = 0
    while shared < min(len(old.checks), len(new.checks)) and _becomes(old.checks[shared], new.checks[shared]):
        shared += 1
    steps += [f"{name} DROP CONSTRAINT {identifier(check.name)}" for check in old.checks[shared:]]
    for was, check in zip(old.checks[:shared], new.checks[:shared], strict=True):
        if check.validated and not was.validated:
            steps.append(f"{name} VALIDATE CONSTRAINT {identifier(check.name)}")
    steps += [_add_check(new, check) for check in new.checks[shared:]]
    return steps + _check_comments(old.checks[:shared], new)


def _becomes(old: DomainCheck, new: DomainCheck) -> bool:
    """Whether one check can become the other without being dropped."""
    same = (old.name, old.expression) == (new.name, new.expression)
    return same and (new.validated or not old.validated)
