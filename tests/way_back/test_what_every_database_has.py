"""What every database or project of a platform has is not dropped, and is known."""

from __future__ import annotations

from e2e.tools import fixer
from postgres import Postgres
from way_back.shop import put


def test_what_every_database_has_is_not_dropped(tmp_path):
    made = "CREATE EXTENSION IF NOT EXISTS plpgsql;\nCOMMENT ON EXTENSION plpgsql IS 'PL/pgSQL';\n"
    put(tmp_path, {"000001_a.up.sql": f"{made}CREATE TABLE orders (id int);\n"})

    done = fixer(tmp_path, "down")

    text = (tmp_path / "migrations/000001_a.down.sql").read_text()
    assert (done.returncode, done.stderr) == (0, "")
    assert "DROP TABLE public.orders;" in text
    assert "plpgsql" not in text


def test_what_every_supabase_project_has_stays(tmp_path, server: Postgres):
    made = (
        "CREATE TABLE notes (id int PRIMARY KEY);\n"
        "ALTER TABLE notes OWNER TO postgres;\n"
        "GRANT USAGE ON SCHEMA public TO postgres, anon, authenticated, service_role;\n"
        "GRANT ALL ON TABLE notes TO anon, authenticated, service_role;\n"
        "ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT ALL ON TABLES TO postgres, anon, service_role;\n"
    )
    published = "ALTER PUBLICATION supabase_realtime ADD TABLE notes;\n"
    ups = {"20250101000000_notes.sql": made, "20250102000000_published.sql": published}
    put(tmp_path, ups, "supabase/migrations")

    done = fixer(tmp_path, "down")

    assert (done.returncode, done.stderr) == (0, "")
    backs = [(tmp_path / "supabase/rollbacks" / name).read_text() for name in ups]
    statements = [
        [line for line in text.splitlines() if not line.startswith(("--", "SET"))] for text in backs
    ]
    assert statements == [
        ["BEGIN;", "DROP TABLE public.notes;", "COMMIT;"],
        ["BEGIN;", "ALTER PUBLICATION supabase_realtime DROP TABLE public.notes;", "COMMIT;"],
    ]
    with server.database("supabase") as url:
        before = server.dump(url)
        server.psql(url, made + published)
        server.psql(url, backs[1] + backs[0])
        assert server.dump(url) == before


def test_an_extension_that_every_supabase_project_has_stays_and_another_goes(tmp_path, server: Postgres):
    made = 'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA extensions;\nCREATE EXTENSION IF NOT EXISTS pgcrypto;\n'
    put(
        tmp_path,
        {
            "20250101000000_had.sql": made,
            "20250102000000_new.sql": "CREATE EXTENSION IF NOT EXISTS citext;\n",
        },
        "supabase/migrations",
    )

    done = fixer(tmp_path, "down")

    assert (done.returncode, done.stderr) == (0, "")
    had, new = (path.read_text() for path in sorted((tmp_path / "supabase/rollbacks").iterdir()))
    assert "DROP EXTENSION citext;" in new
    with server.database("supabase") as url:
        before = server.dump(url)
        server.psql(url, made)
        server.psql(url, had)
        assert server.dump(url) == before


def test_a_type_of_an_extension_in_public_is_known_with_and_without_its_schema(tmp_path):
    made = (
        "CREATE EXTENSION vector;\nCREATE FUNCTION near(v vector) RETURNS int LANGUAGE sql AS 'SELECT 1';\n"
    )
    gone = "DROP FUNCTION public.near(public.vector);\nDROP EXTENSION vector;\n"
    put(tmp_path, {"1_a.up.sql": made, "2_b.up.sql": gone})

    done = fixer(tmp_path, "down")

    assert (done.returncode, done.stderr) == (0, "")
    text = (tmp_path / "migrations/2_b.down.sql").read_text()
    assert "CREATE EXTENSION vector;\nCREATE OR REPLACE FUNCTION public.near(v vector)" in text
