"""Writes the dump that the benchmarks read: what pg_dump makes of a large, ordinary schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

HEAD = r"""--
-- PostgreSQL database dump
--

\restrict FixedForTheBenchmark

SET statement_timeout = 0;
SET lock_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET row_security = off;

"""


def header(name: str, kind: str, schema: str) -> str:
    """The comment that pg_dump writes above each object."""
    return f"--\n-- Name: {name}; Type: {kind}; Schema: {schema}; Owner: app\n--\n\n"


CALL = "(NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid"
"""Asked for each row, as every fifth policy does."""
USER = f'( SELECT {CALL} AS "nullif")'


def table(number: int, schema: str) -> Iterator[str]:
    """A table with what tables have: identity, defaults, a CHECK, keys, an index, a policy, comments, grants."""
    name = f"t{number:05d}"
    full = f"{schema}.{name}"
    yield header(name, "TABLE", schema)
    yield f"""CREATE TABLE {full} (
    id bigint NOT NULL,
    owner_id uuid NOT NULL,
    parent_id bigint,
    other_id bigint,
    title text DEFAULT 'untitled'::text NOT NULL,
    status character varying(20) DEFAULT 'draft'::character varying NOT NULL,
    amount_cents integer DEFAULT 0 NOT NULL,
    settings jsonb DEFAULT '{{}}'::jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone,
    CONSTRAINT {name}_status_check CHECK (((status)::text = ANY ((ARRAY['draft'::character varying, 'published'::character varying, 'archived'::character varying])::text[])))
);


ALTER TABLE {full} OWNER TO app;

"""
    yield header(name, "COMMENT", schema)
    yield f"COMMENT ON TABLE {full} IS 'Table number {number} of the benchmark';\n\n\n"
    yield header(f"{name}_id_seq", "SEQUENCE", schema)
    yield f"""ALTER TABLE {full} ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME {full}_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


"""


def rest(number: int, schema: str) -> Iterator[str]:
    """What pg_dump writes after all tables: constraints, indexes, foreign keys, row security, grants."""
    name, parent = f"t{number:05d}", f"{schema}.t{max(number // 2, 1):05d}"
    full = f"{schema}.{name}"
    yield header(f"{name} {name}_pkey", "CONSTRAINT", schema)
    yield f"ALTER TABLE ONLY {full}\n    ADD CONSTRAINT {name}_pkey PRIMARY KEY (id);\n\n\n"
    yield header(f"{name}_parent_id_idx", "INDEX", schema)
    yield f"CREATE INDEX {name}_parent_id_idx ON {full} USING btree (parent_id);\n\n\n"
    yield f"CREATE INDEX {name}_owner_id_created_at_idx ON {full} USING btree (owner_id, created_at DESC);\n\n\n"
    yield header(f"{name} {name}_parent_id_fkey", "FK CONSTRAINT", schema)
    yield (
        f"ALTER TABLE ONLY {full}\n    ADD CONSTRAINT {name}_parent_id_fkey FOREIGN KEY (parent_id) "
        f"REFERENCES {parent}(id) ON DELETE CASCADE;\n\n\n"
    )
    if number % 5 == 0:
        yield (
            f"ALTER TABLE ONLY {full}\n    ADD CONSTRAINT {name}_other_id_fkey FOREIGN KEY (other_id) "
            f"REFERENCES {parent}(id);\n\n\n"
        )
    yield header(name, "ROW SECURITY", schema)
    yield f"ALTER TABLE {full} ENABLE ROW LEVEL SECURITY;\n\n"
    yield header(f"{name} own rows", "POLICY", schema)
    yield (f'CREATE POLICY "own rows" ON {full} USING ((owner_id = {USER if number % 5 else CALL}));\n\n\n')
    yield header(f"TABLE {name}", "ACL", schema)
    yield f"GRANT SELECT,INSERT,UPDATE ON TABLE {full} TO app_reader;\n\n\n"


def function(number: int, schema: str) -> str:
    """A plpgsql function and, for every second one, the trigger that calls it."""
    name, of = f"f{number:05d}", f"t{number:05d}"
    text = header(f"{name}()", "FUNCTION", schema)
    if number % 2:
        return (
            text
            + f"""CREATE FUNCTION {schema}.{name}(p_id bigint) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    n integer;
BEGIN
    SELECT count(*) INTO n FROM {schema}.{of} WHERE parent_id = p_id AND amount_cents > 0;
    IF n > 100 THEN
        UPDATE {schema}.{of} SET status = 'archived' WHERE parent_id = p_id;
    END IF;
    RETURN n;
END $$;


ALTER FUNCTION {schema}.{name}(p_id bigint) OWNER TO app;

"""
        )
    return (
        text
        + f"""CREATE FUNCTION {schema}.{name}() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END $$;


ALTER FUNCTION {schema}.{name}() OWNER TO app;

"""
    )


def dump(tables: int, functions: int) -> Iterator[str]:
    """The whole dump: about 2.2 kB a table."""
    yield HEAD
    schemas = [f"app{number}" for number in range(10)]
    for schema in schemas:
        yield f"CREATE SCHEMA {schema};\n\n\nALTER SCHEMA {schema} OWNER TO app;\n\n"
    for number in range(1, functions + 1):
        yield function(number, schemas[0])
    for number in range(1, tables + 1):
        yield from table(number, schemas[0])
    for number in range(1, tables + 1):
        yield from rest(number, schemas[0])
    for number in range(2, functions + 1, 2):
        yield (
            f"CREATE TRIGGER touch BEFORE UPDATE ON {schemas[0]}.t{number:05d} FOR EACH ROW "
            f"EXECUTE FUNCTION {schemas[0]}.f{number:05d}();\n\n\n"
        )
    yield "\\unrestrict FixedForTheBenchmark\n"


def write(path: Path, tables: int = 5000, functions: int = 2000) -> Path:
    """Writes the dump to ``path``, the same bytes every time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(dump(tables, functions)))
    return path
