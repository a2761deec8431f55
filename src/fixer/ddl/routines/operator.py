"""Operators, operator families and classes: what creates and changes them, and the SQL from one state to another."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.rare_objects import Operator, OperatorClass, OperatorFamily
from fixer.ddl.address import address, in_schema, look_up, operands, operator_name, option_name
from fixer.ddl.base import Ddl, Session, statement, strings
from fixer.ddl.names import place, routine_of, type_named
from fixer.ddl.routines.other_operators import say_who_uses_others
from fixer.model import ObjectRef
from fixer.sql.parse import Node
from fixer.sql.quote import identifier, qualified
from fixer.sql.types import DataType
from fixer.values import replace


def _flag(option: Node) -> bool:
    return (
        str(next(iter(option.get("arg", {"String": {"sval": "true"}}).values())).get("sval", "true"))
        != "false"
    )


def define(ddl: Ddl, catalog: Catalog, session: Session) -> None:
    """CREATE OPERATOR."""
    said = {item["DefElem"]["defname"]: item["DefElem"] for item in ddl.node["definition"]}
    sides = [
        type_named(catalog, session, kind)
        if name in said and (kind := said[name]["arg"].get("TypeName"))
        else None
        for name in ("leftarg", "rightarg")
    ]
    left, right = sides
    schema, name = place(catalog, session, strings(ddl.node["defnames"]))
    args = ", ".join(side.signature if side else "NONE" for side in sides)
    ref = ObjectRef("operator", schema, name, args=args)
    if catalog.get(ref) is not None:
        session.problem(f"{address(ref)} exists already", ref)
    function = option_name(said.get("function") or said["procedure"])
    kinds = tuple(side for side in sides if side)
    made = Operator(
        ref,
        id=catalog.new_id(),
        origin=session.origin,
        left=left,
        right=right,
        function=routine_of(catalog, session, function, kinds),
        commutator=_other(catalog, session, said.get("commutator"), (right, left)),
        negator=_other(catalog, session, said.get("negator"), (left, right)),
        restrict=_estimator(said.get("restrict")),
        join=_estimator(said.get("join")),
        hashes="hashes" in said and _flag(said["hashes"]),
        merges="merges" in said and _flag(said["merges"]),
    )
    say_who_uses_others(catalog, session, made)
    catalog.put(made)
    _link(catalog, made)


def _estimator(option: Node | None) -> str | None:
    return ".".join(map(identifier, option_name(option))) or None if option is not None else None


def _other(
    catalog: Catalog, session: Session, option: Node | None, sides: tuple[DataType | None, DataType | None]
) -> ObjectRef | None:
    """The commutator or negator that is named: one that the search_path finds, else one that is made where new objects go
    (get_other_operator in pg_operator.c).
    """
    if option is None:
        return None
    parts = option_name(option)
    args = ", ".join(side.signature if side else "NONE" for side in sides)
    found = in_schema(catalog, session, "operator", parts, args)
    return (
        found.ref if found is not None else ObjectRef("operator", *place(catalog, session, parts), args=args)
    )


def _link(catalog: Catalog, made: Operator) -> None:
    """The commutator and the negator point back, where they point nowhere yet (OperatorUpd)."""
    for field in ("commutator", "negator"):
        ref = getattr(made, field)
        other = catalog.find(ref, Operator) if ref else None
        if other is not None and getattr(other, field) is None:
            catalog.put(replace(other, **{field: made.ref}))  # type: ignore[arg-type]


@statement("AlterOperatorStmt")
class AlterOperator(Ddl):
    """ALTER OPERATOR … SET: estimators, and from PostgreSQL 17 the rest."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Changes what is said."""
        node = {"ObjectWithArgs": self.node["opername"]}
        item = look_up(catalog, session, "OBJECT_OPERATOR", node)
        if not isinstance(item, Operator):
            session.problem(f"there is no operator {'.'.join(strings(self.node['opername']['objname']))}")
            return
        for option in (entry["DefElem"] for entry in self.node["options"]):
            name = option["defname"]
            if name in ("restrict", "join"):
                item = replace(item, **{name: _estimator(option)})  # type: ignore[arg-type]
            elif name in ("hashes", "merges"):
                item = replace(item, **{name: _flag(option)})  # type: ignore[arg-type]
            else:
                sides = (item.right, item.left) if name == "commutator" else (item.left, item.right)
                item = replace(item, **{name: _other(catalog, session, option, sides)})  # type: ignore[arg-type]
        catalog.put(item)
        _link(catalog, item)


def create(item: Operator, catalog: Catalog) -> list[str]:
    """CREATE OPERATOR."""
    said = [f"FUNCTION = {qualified(item.function.schema, item.function.name)}"]
    said += [f"{word} = {kind}" for word, kind in (("LEFTARG", item.left), ("RIGHTARG", item.right)) if kind]
    for word, other in (("COMMUTATOR", item.commutator), ("NEGATOR", item.negator)):
        if other is not None:
            said.append(f"{word} = OPERATOR({operator_name(other)})")
    said += [f"{word} = {name}" for word, name in (("RESTRICT", item.restrict), ("JOIN", item.join)) if name]
    said += [word for word, wanted in (("HASHES", item.hashes), ("MERGES", item.merges)) if wanted]
    return [f"CREATE OPERATOR {operator_name(item.ref)} ({', '.join(said)})"]


def drop(item: Operator, catalog: Catalog) -> list[str]:
    """DROP OPERATOR. One that was named as the other of the pair and never made is there all the same, without a function."""
    others = dict.fromkeys((item.commutator, item.negator))
    shells = [other for other in others if other not in (None, item.ref) and catalog.get(other) is None]
    gone = [f"DROP OPERATOR IF EXISTS {operator_name(other)} ({other.args})" for other in shells if other]
    return [f"DROP {address(item.ref)}", *gone]


def alter(old: Operator, new: Operator, catalog: Catalog) -> list[str] | None:
    """SET of the estimators, and from PostgreSQL 17 of the other operator of a pair, where it is there: else it comes back
    with that. Everything else is made anew.
    """
    fixed = ("left", "right", "function", "hashes", "merges")
    if any(getattr(old, name) != getattr(new, name) for name in fixed):
        return None
    said = [
        f"{name.upper()} = {getattr(new, name) or 'NONE'}"
        for name in ("restrict", "join")
        if getattr(old, name) != getattr(new, name)
    ]
    for name in ("commutator", "negator") if catalog.major >= 17 else ():
        other = getattr(new, name)
        if other is not None and getattr(old, name) is None and catalog.get(other) is not None:
            said.append(f"{name.upper()} = OPERATOR({operator_name(other)})")
    return [f"ALTER {address(new.ref)} SET ({', '.join(said)})"] if said else []


# families


@statement("CreateOpFamilyStmt")
class CreateFamily(Ddl):
    """CREATE OPERATOR FAMILY."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the family."""
        schema, name = place(catalog, session, strings(self.node["opfamilyname"]))
        ref = ObjectRef("operator family", schema, name, args=self.node["amname"])
        if catalog.get(ref) is not None:
            session.problem(f"{address(ref).lower()} exists already", ref)
        catalog.put(OperatorFamily(ref, id=catalog.new_id(), origin=session.origin))


@statement("AlterOpFamilyStmt")
class AlterFamily(Ddl):
    """ALTER OPERATOR FAMILY … ADD and DROP."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds or drops members."""
        parts, method = strings(self.node["opfamilyname"]), self.node["amname"]
        family = in_schema(catalog, session, "operator family", parts, method)
        if not isinstance(family, OperatorFamily):
            session.problem(f"there is no operator family {'.'.join(map(identifier, parts))} USING {method}")
            return
        tokens = self.tokens
        first = tokens.find("drop" if self.node.get("isDrop") else "add", 4) + 1
        items = dict(family.items)
        for entry, piece in zip(self.node["items"], tokens.commas(first, len(tokens)), strict=True):
            node = entry["CreateOpClassItem"]
            key = self._key(catalog, session, node)
            if not self.node.get("isDrop"):
                items[key] = tokens.between(*piece)
            elif items.pop(key, None) is None:
                session.problem(f"{address(family.ref)} has no {key}")
        catalog.put(replace(family, items=tuple(sorted(items.items()))))

    def _key(self, catalog: Catalog, session: Session, node: Node) -> str:
        kinds = node.get("class_args") or node.get("name", {}).get("objargs", [])
        word = "OPERATOR" if node["itemtype"] == 1 else "FUNCTION"
        if "number" not in node:
            session.problem(f"no operator family has {word.lower()} number 0")
        return f"{word} {node.get('number', 0)} ({operands(catalog, session, kinds)})"


def create_family(item: OperatorFamily, catalog: Catalog) -> list[str]:
    """CREATE OPERATOR FAMILY, and what was added to it."""
    added = [f"ALTER {address(item.ref)} ADD {', '.join(text for _key, text in item.items)}"]
    return [f"CREATE {address(item.ref)}", *(added if item.items else [])]


def drop_family(item: OperatorFamily, catalog: Catalog) -> list[str]:
    """DROP OPERATOR FAMILY."""
    return [f"DROP {address(item.ref)}"]


def alter_family(old: OperatorFamily, new: OperatorFamily, catalog: Catalog) -> list[str] | None:
    """ALTER OPERATOR FAMILY … DROP and ADD of what differs."""
    gone = [key for key, text in old.items if (key, text) not in new.items]
    added = [text for key, text in new.items if (key, text) not in old.items]
    steps = [f"ALTER {address(new.ref)} DROP {', '.join(gone)}"] if gone else []
    return steps + ([f"ALTER {address(new.ref)} ADD {', '.join(added)}"] if added else [])


# classes


@statement("CreateOpClassStmt")
class CreateClass(Ddl):
    """CREATE OPERATOR CLASS; without FAMILY it makes one of its own name."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Adds the class, and its family where it brings one."""
        node, method = self.node, self.node["amname"]
        schema, name = place(catalog, session, strings(node["opclassname"]))
        ref = ObjectRef("operator class", schema, name, args=method)
        if catalog.get(ref) is not None:
            session.problem(f"{address(ref).lower()} exists already", ref)
        if "opfamilyname" in node:
            parts = strings(node["opfamilyname"])
            found = in_schema(catalog, session, "operator family", parts, method)
            given = ObjectRef("operator family", *place(catalog, session, parts), args=method)
            family = found.ref if found is not None else given
        else:
            family = ref._replace(kind="operator family")
            if catalog.get(family) is None:
                catalog.put(OperatorFamily(family, id=catalog.new_id(), origin=session.origin))
        tokens = self.tokens
        first = tokens.find("as", self.token(node["datatype"]["location"])) + 1
        pieces = tokens.commas(first, len(tokens))
        catalog.put(
            OperatorClass(
                ref,
                id=catalog.new_id(),
                origin=session.origin,
                type=type_named(catalog, session, node["datatype"]),
                default=bool(node.get("isDefault")),
                family=family,
                items=tuple(tokens.between(*piece) for piece in pieces),
            )
        )


def create_class(item: OperatorClass, catalog: Catalog) -> list[str]:
    """CREATE OPERATOR CLASS."""
    default = " DEFAULT" if item.default else ""
    family = f" FAMILY {qualified(item.family.schema, item.family.name)}" if item.family else ""
    method = identifier(item.ref.args or "")
    name = qualified(item.ref.schema, item.ref.name)
    items = ", ".join(item.items)
    return [f"CREATE OPERATOR CLASS {name}{default} FOR TYPE {item.type} USING {method}{family} AS {items}"]


def drop_class(item: OperatorClass, catalog: Catalog) -> list[str]:
    """DROP OPERATOR CLASS."""
    return [f"DROP {address(item.ref)}"]


def alter_class(old: OperatorClass, new: OperatorClass, catalog: Catalog) -> list[str] | None:
    """A class cannot be altered."""
    fixed = ("type", "default", "family", "items")
    return [] if all(getattr(old, name) == getattr(new, name) for name in fixed) else None
