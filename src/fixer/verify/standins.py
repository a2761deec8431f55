"""What a platform brings and a project's migrations take for granted: roles, schemas, functions, extensions.

The stand-ins for Supabase have the names, types and rights of the platform's own (Supabase documentation, Postgres
Roles; Row Level Security, Helper functions), and as much behaviour as migrations and policies use.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from contextlib import suppress

import psycopg

from fixer.model import FixerError
from fixer.registry import PLATFORM_EXTENSIONS
from fixer.sql.builtins import extensions_providing
from fixer.sql.quote import identifier, literal
from fixer.verify.binaries import ICU
from fixer.verify.connection import APPLICATION, Connection, run

_ABSENT = {
    "function": re.compile(r"function (?:public\.)?(\w+)\(.*\) does not exist"),
    "type": re.compile(r'type "(?:public\.)?(\w+)(?:\[\])?" does not exist'),
    "operator class": re.compile(r'operator class "(?:public\.)?(\w+)" does not exist'),
}
"""What PostgreSQL says of an object that is not there (src/backend/parser and commands)."""
SUPABASE_ROLES = {
    "anon": "NOINHERIT",
    "authenticated": "NOINHERIT",
    "service_role": "NOINHERIT BYPASSRLS",
    "authenticator": "NOINHERIT",
    "supabase_admin": "",
    "supabase_auth_admin": "NOINHERIT",
    "supabase_storage_admin": "NOINHERIT",
    "supabase_realtime_admin": "NOINHERIT",
    "dashboard_user": "",
    "postgres": "",
}
SUPABASE = """
CREATE SCHEMA auth;
CREATE SCHEMA extensions;
CREATE SCHEMA graphql_public;
CREATE SCHEMA realtime;
CREATE SCHEMA storage;
CREATE TABLE auth.users (
    instance_id uuid, id uuid NOT NULL PRIMARY KEY, aud varchar(255), role varchar(255), email varchar(255),
    encrypted_password varchar(255), email_confirmed_at timestamptz, invited_at timestamptz,
    confirmation_token varchar(255), confirmation_sent_at timestamptz, recovery_token varchar(255),
    recovery_sent_at timestamptz, last_sign_in_at timestamptz, raw_app_meta_data jsonb, raw_user_meta_data jsonb,
    is_super_admin boolean, created_at timestamptz, updated_at timestamptz, phone text UNIQUE,
    phone_confirmed_at timestamptz, banned_until timestamptz, is_sso_user boolean NOT NULL DEFAULT false,
    deleted_at timestamptz, is_anonymous boolean NOT NULL DEFAULT false);
CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('request.jwt.claim', true), ''),
                    nullif(current_setting('request.jwt.claims', true), ''))::jsonb $$;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
                    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;
CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('request.jwt.claim.role', true), ''),
                    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role') $$;
CREATE FUNCTION auth.email() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('request.jwt.claim.email', true), ''),
                    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email') $$;
CREATE TABLE storage.buckets (
    id text NOT NULL PRIMARY KEY, name text NOT NULL UNIQUE, owner uuid, created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(), public boolean DEFAULT false, avif_autodetection boolean DEFAULT false,
    file_size_limit bigint, allowed_mime_types text[], owner_id text);
CREATE TABLE storage.objects (
    id uuid NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(), bucket_id text REFERENCES storage.buckets, name text,
    owner uuid, created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now(),
    last_accessed_at timestamptz DEFAULT now(), metadata jsonb,
    path_tokens text[] GENERATED ALWAYS AS (string_to_array(name, '/')) STORED, version text, owner_id text,
    user_metadata jsonb, UNIQUE (bucket_id, name));
ALTER TABLE storage.buckets ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION storage.foldername(name text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT (string_to_array(name, '/'))[1:array_length(string_to_array(name, '/'), 1) - 1] $$;
CREATE FUNCTION storage.filename(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT (string_to_array(name, '/'))[array_length(string_to_array(name, '/'), 1)] $$;
CREATE FUNCTION storage.extension(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT reverse(split_part(reverse(name), '.', 1)) $$;
CREATE TABLE realtime.messages (
    id uuid NOT NULL DEFAULT gen_random_uuid(), topic text NOT NULL, extension text NOT NULL, payload jsonb,
    event text, private boolean DEFAULT false, updated_at timestamp NOT NULL DEFAULT now(),
    inserted_at timestamp NOT NULL DEFAULT now(), PRIMARY KEY (id, inserted_at));
ALTER TABLE realtime.messages ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION realtime.topic() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('realtime.topic', true), '') $$;
CREATE PUBLICATION supabase_realtime;
GRANT USAGE ON SCHEMA auth, extensions, public, realtime, storage TO postgres, anon, authenticated, service_role;
GRANT ALL ON ALL TABLES IN SCHEMA storage TO anon, authenticated, service_role;
GRANT ALL ON ALL TABLES IN SCHEMA auth TO service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON SEQUENCES TO postgres, anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON FUNCTIONS TO postgres, anon, authenticated, service_role;
"""
_USES = {
    "uuid-ossp": re.compile(r"\buuid_(generate_v\d|ns_|nil)", re.IGNORECASE),
    "pgcrypto": re.compile(
        r"\b(crypt|gen_salt|digest|hmac|gen_random_bytes|pgp_(sym|pub)_\w+)\s*\(", re.IGNORECASE
    ),
}
"""What tells that a text uses an extension that every Supabase project has."""
OURS = "made by fixer verify for a scratch database, and removed by the next run on this server at the latest"
"""The comment of a role that is."""
_LEFT = r"""
WITH ours AS (
    SELECT oid, rolname FROM pg_catalog.pg_roles WHERE pg_catalog.shobj_description(oid, 'pg_authid') = %(ours)s)
SELECT rolname FROM ours WHERE NOT EXISTS (
    SELECT FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles other ON other.oid IN (m.roleid, m.member)
    WHERE ours.oid IN (m.roleid, m.member) AND other.oid NOT IN (SELECT oid FROM ours)
        AND other.rolname <> current_user AND other.rolname !~ '^pg_')
    AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_stat_activity a JOIN pg_catalog.pg_database d ON d.oid = a.datid
        WHERE a.application_name = %(application)s AND d.datname <> current_database())
"""
_AVAILABLE = """
SELECT name::text FROM pg_catalog.pg_available_extensions
UNION ALL SELECT %(icu)s WHERE EXISTS (SELECT FROM pg_catalog.pg_collation WHERE collname LIKE '%%-x-icu')
"""
_PREDEFINED = re.compile(r"pg_|(current_role|current_user|session_user|public)$")


def preinstalled(platform: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The extensions that the platform has installed and these texts use."""
    if platform != "supabase":
        return ()
    known = list(texts)
    return tuple(name for name, use in _USES.items() if any(use.search(text) for text in known))


def available(connection: Connection) -> frozenset[str]:
    """The extensions that the server could create, and ICU where it has that."""
    return frozenset(str(name) for (name,) in connection.execute(_AVAILABLE.encode(), {"icu": ICU}))


def create_roles(connection: Connection, platform: str, named: Collection[str]) -> tuple[str, ...]:
    """Makes the platform's roles and those that the migrations name, where they are missing. Returns those made.

    Raises FixerError where the user may not.
    """
    existing = {str(name) for (name,) in connection.execute("SELECT rolname FROM pg_catalog.pg_roles")}
    wanted = dict(SUPABASE_ROLES) if platform == "supabase" else {}
    wanted |= {role: "" for role in named if role not in wanted and not _PREDEFINED.match(role)}
    made = tuple(role for role in wanted if role not in existing)
    for role in made:
        try:
            run(connection, f"CREATE ROLE {identifier(role)} {wanted[role]}; {as_ours(role)}")
        except psycopg.Error as error:
            if connection.broken:
                raise
            raise FixerError(
                f"the role {role} cannot be made on the scratch server: {error.diag.message_primary or error}",
                hint="Create it there, or name a server where the user may create roles.",
            ) from None
    return made


def as_ours(role: str) -> str:
    """The statement that marks a role as one that is there for a scratch database only."""
    return f"COMMENT ON ROLE {identifier(role)} IS {literal(OURS)}"


def drop_left_roles(connection: Connection) -> None:
    """Removes roles that runs have left which were ended with their guard, unless a run is on that came by another database: turns
    are taken in each by itself.

    What somebody has come to use stays: a role with privileges somewhere, one that is a member of another, or has members.
    """
    for (role,) in connection.execute(_LEFT, {"ours": OURS, "application": APPLICATION}).fetchall():
        with suppress(psycopg.Error):
            run(connection, f"DROP ROLE IF EXISTS {identifier(role)}")


def drop_roles(connection: Connection, roles: Iterable[str]) -> tuple[str, ...]:
    """Removes roles that were made for the run; returns those that others depend on by now."""
    left = []
    for role in roles:
        name = identifier(role)
        try:
            try:
                run(connection, f"DROP ROLE IF EXISTS {name}")
            except psycopg.errors.DependentObjectsStillExist:  # privileges on what all databases share
                run(connection, f"DROP OWNED BY {name}")
                run(connection, f"DROP ROLE IF EXISTS {name}")
        except psycopg.Error:
            left.append(role)
    return tuple(left)


def needed(message: str) -> str:
    """The extension that defines what PostgreSQL says is not there; "" where none does, or several."""
    for kind, pattern in _ABSENT.items():
        if match := pattern.match(message):
            found = extensions_providing(kind, match[1])
            return next(iter(found)) if len(found) == 1 else ""
    return ""


def assume(connection: Connection, names: Iterable[str]) -> None:
    """Creates extensions that migrations take for granted. Raises FixerError where the user may not."""
    for name in names:
        try:
            run(connection, f"CREATE EXTENSION IF NOT EXISTS {identifier(name)} CASCADE")
        except psycopg.Error as error:
            raise FixerError(
                f"the extension {name}, which the migrations use and do not create, cannot be created: {error.diag.message_primary or error}"
            ) from None


def install(connection: Connection, platform: str, available: Collection[str]) -> None:
    """Puts the platform's schemas, tables and functions into a new database, and its extensions as far as the server has
    them. Its roles have to be there.

    Raises FixerError where the user may not.
    """
    if platform != "supabase":
        return
    try:
        connection.execute(SUPABASE)
        for name, schema in PLATFORM_EXTENSIONS[platform].items():
            if name in available:
                run(connection, f"CREATE SCHEMA IF NOT EXISTS {identifier(schema)}")
                run(connection, f"CREATE EXTENSION {identifier(name)} SCHEMA {identifier(schema)}")
        ((database,),) = connection.execute("SELECT pg_catalog.current_database()")
        path = '"$user", public, extensions'
        run(connection, f"ALTER DATABASE {identifier(str(database))} SET search_path TO {path}")
    except psycopg.Error as error:
        if connection.broken:
            raise
        raise FixerError(
            f"Supabase's stand-ins cannot be made on the scratch server: {error.diag.message_primary or error}",
            hint="They need a superuser, or a scratch server of fixer's own (leave out --server).",
        ) from None
