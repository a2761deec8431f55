"""What a database has beside its schema: the server's roles, what they belong to, and the settings that sessions begin with.

No dump of a database has it (PostgreSQL documentation, pg_dumpall), and migrations change it: ALTER ROLE … SET, ALTER DATABASE … SET,
CREATE ROLE, GRANT of a role, GRANT … ON DATABASE. Nor has it that the triggers of foreign keys are disabled (DISABLE TRIGGER ALL).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fixer.sql.quote import identifier, literal, qualified
from fixer.values import Value, replace
from fixer.verify.connection import Connection
from fixer.verify.standins import OURS

_LISTS = frozenset(
    {
        *("search_path", "temp_tablespaces", "local_preload_libraries", "session_preload_libraries"),
        *("shared_preload_libraries", "unix_socket_directories"),
    }
)
"""Settings that are kept as they are written, with quotes (GUC_LIST_QUOTE in guc_tables.c)."""
_FLAGS = {
    "rolsuper": "SUPERUSER",
    "rolinherit": "INHERIT",
    "rolcreaterole": "CREATEROLE",
    "rolcreatedb": "CREATEDB",
    "rolcanlogin": "LOGIN",
    "rolreplication": "REPLICATION",
    "rolbypassrls": "BYPASSRLS",
}
_ROLES = f"""
SELECT rolname, {", ".join(_FLAGS)}, rolconnlimit, nullif(rolvaliduntil, 'infinity')::text,
       nullif(pg_catalog.shobj_description(oid, 'pg_authid'), {literal(OURS)}) FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_'
"""  # noqa: S608  constants
_MEMBERS = """
SELECT r.rolname, m.rolname, bool_or(a.admin_option) FROM pg_catalog.pg_auth_members a
JOIN pg_catalog.pg_roles r ON r.oid = a.roleid JOIN pg_catalog.pg_roles m ON m.oid = a.member GROUP BY 1, 2
"""
_SETTINGS = """
SELECT r.rolname, s.setdatabase <> 0, config FROM pg_catalog.pg_db_role_setting s
CROSS JOIN LATERAL unnest(s.setconfig) AS config
LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
WHERE (s.setdatabase = 0 OR d.datname = pg_catalog.current_database()) AND (s.setrole = 0 OR r.oid IS NOT NULL)
"""
_DATABASE = """
SELECT pg_catalog.shobj_description(oid, 'pg_database'), datconnlimit, item::text FROM pg_catalog.pg_database
LEFT JOIN LATERAL unnest(coalesce(datacl, pg_catalog.acldefault('d', datdba))) AS item ON true
WHERE datname = pg_catalog.current_database()
"""
_DISABLED = """
SELECT DISTINCT n.nspname, c.relname, k.conname, t.tgenabled::text FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_constraint k ON k.oid = t.tgconstraint
WHERE t.tgisinternal AND t.tgenabled <> 'O'
"""

_SHARED = "it is made only where it is not there, and other databases may have come to use it"
_FIRE = {"D": "DISABLE TRIGGER", "R": "ENABLE REPLICA TRIGGER", "A": "ENABLE ALWAYS TRIGGER"}


class Fact(Value, frozen=True):
    """One thing that is so, of whom, and the statements that make it so and that end it; "" where none is to be written."""

    subject: str
    what: str = ""
    """Empty: that there is such a one."""
    making: str = ""
    ending: str = ""
    shared: bool = False
    """Whether it is a role that migrations make only where it is not there."""

    def __str__(self) -> str:
        return f"{self.subject}: {self.what}" if self.what else self.subject


Beside = frozenset[Fact]


class Whose(Value, frozen=True):
    """The roles of whom it is told, as a server has some for others, too (None: all), and those of them that are shared: migrations
    make them only where they are not there.
    """

    meant: frozenset[str] | None = None
    shared: frozenset[str] = frozenset()


EVERYBODY = Whose()


def beside(connection: Connection, whose: Whose) -> Beside:
    """What there is now."""
    found = [fact for facts in _ALL for fact in facts(connection)]
    return frozenset(
        replace(fact, shared=True) if role in whose.shared and not fact.what else fact
        for role, fact in found
        if whose.meant is None or role is None or role in whose.meant
    )


def differing(before: Beside, now: Beside) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What is not as it was, in words, the statements that would lead back, and a sentence for each role that may stay."""
    gone, come = (sorted(one, key=str) for one in (before - now, now - before))
    shared = [fact.subject for fact in come if fact.shared]
    come = [fact for fact in come if fact.subject not in shared]
    told = [f"{fact} is gone" for fact in _without_details(gone)]
    told += [f"{fact} is left" for fact in _without_details(come)]
    set_again = {fact.making.partition(" TO ")[0] for fact in gone}
    ends = [fact.ending for fact in _without_details(come)]
    ends = [sql for sql in ends if sql.replace(" RESET ", " SET ") not in set_again]
    made = sorted((fact.making for fact in gone), key=lambda sql: not sql.startswith("CREATE ROLE"))
    stays = (f"{subject} stays: {_SHARED}" for subject in shared)
    return tuple(told), tuple(filter(None, (*ends, *made))), tuple(stays)


def _without_details(facts: Sequence[Fact]) -> list[Fact]:
    """Of a role that comes or goes, nothing but that."""
    whole = {fact.subject for fact in facts if not fact.what}
    return [fact for fact in facts if not fact.what or fact.subject not in whole]


_Found = Iterator[tuple[str | None, Fact]]
"""Facts, with the role that each is about."""


def _roles(connection: Connection) -> _Found:
    for name, *flags, limit, until, comment in connection.execute(_ROLES.encode()).fetchall():
        role, subject = identifier(name), f"role {identifier(name)}"
        yield name, Fact(subject, "", f"CREATE ROLE {role}", f"DROP ROLE {role}")
        for word, on in zip(_FLAGS.values(), flags, strict=True):
            usual = word == "INHERIT"
            said = word if on else f"NO{word}"
            if on != usual:
                other = f"NO{word}" if on else word
                yield name, Fact(subject, said, f"ALTER ROLE {role} {said}", f"ALTER ROLE {role} {other}")
        if limit != -1:
            said = f"CONNECTION LIMIT {limit}"
            yield (
                name,
                Fact(subject, said, f"ALTER ROLE {role} {said}", f"ALTER ROLE {role} CONNECTION LIMIT -1"),
            )
        if until is not None:
            said = f"VALID UNTIL {literal(until)}"
            yield (
                name,
                Fact(subject, said, f"ALTER ROLE {role} {said}", f"ALTER ROLE {role} VALID UNTIL 'infinity'"),
            )
        if comment is not None:
            said = f"COMMENT ON ROLE {role} IS"
            yield (
                name,
                Fact(
                    subject, f"the comment {literal(comment)}", f"{said} {literal(comment)}", f"{said} NULL"
                ),
            )


def _members(connection: Connection) -> _Found:
    for group, name, admin in connection.execute(_MEMBERS.encode()).fetchall():
        said, option = f"is a member of {identifier(group)}", " WITH ADMIN OPTION" if admin else ""
        granting = f"GRANT {identifier(group)} TO {identifier(name)}{option}"
        ending = f"REVOKE {identifier(group)} FROM {identifier(name)}"
        yield name, Fact(f"role {identifier(name)}", said + option.lower(), granting, ending)


def _settings(connection: Connection) -> _Found:
    for role, here, config in connection.execute(_SETTINGS.encode()).fetchall():
        name, _equals, value = config.partition("=")
        said = value if name in _LISTS else literal(value)
        within = f"DATABASE {identifier(connection.info.dbname)}"
        whose = within if role is None else f"ROLE {identifier(role)}{f' IN {within}' if here else ''}"
        subject = "the database" if role is None else f"role {identifier(role)}"
        told = f"{name} = {said}{' in this database' if here and role is not None else ''}"
        setting = identifier(name) if "." not in name else ".".join(map(identifier, name.split(".")))
        making, ending = f"ALTER {whose} SET {setting} TO {said}", f"ALTER {whose} RESET {setting}"
        yield (None if here else role), Fact(subject, told, making, ending)


def _database(connection: Connection) -> _Found:
    for comment, limit, item in connection.execute(_DATABASE.encode()).fetchall():
        if limit != -1:
            yield None, Fact("the database", f"CONNECTION LIMIT {limit}")
        if comment is not None:
            yield None, Fact("the database", f"the comment {literal(comment)}")
        if item is not None:
            yield None, Fact("the database", f"privileges {item}")


def _disabled(connection: Connection) -> _Found:
    for schema, name, key, how in connection.execute(_DISABLED.encode()).fetchall():
        whose = f"constraint {identifier(key)} on" if key is not None else "a constraint on"
        yield None, Fact(f"{whose} {qualified(schema, name)}", _FIRE[how])


_ALL = (_roles, _members, _settings, _database, _disabled)
