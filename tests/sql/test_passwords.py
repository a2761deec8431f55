"""What is quoted of SQL holds no password, and everything else as it was written."""

from __future__ import annotations

import pytest

from fixer.model import FixerError
from fixer.passwords import hidden
from fixer.sql.script import Lines

HIDDEN = {
    "of a role": (
        "CREATE ROLE r LOGIN PASSWORD 'Top77' IN ROLE no;",
        "CREATE ROLE r LOGIN PASSWORD '***' IN ROLE no;",
    ),
    "encrypted": ("ALTER USER r ENCRYPTED PASSWORD 'md5Top77'", "ALTER USER r ENCRYPTED PASSWORD '***'"),
    "in lower case": ("alter role r with password 'Top77'", "alter role r with password '***'"),
    "with a quote in it": ("PASSWORD 'it''s Top77' LOGIN", "PASSWORD '***' LOGIN"),
    "between quotes of its own": ("PASSWORD '''Top77'''", "PASSWORD '''***'''"),
    "with escapes": (r"PASSWORD E'it\'s Top77' LOGIN", "PASSWORD E'***' LOGIN"),
    "in Unicode": ("PASSWORD U&'Top77' LOGIN", "PASSWORD U&'***' LOGIN"),
    "between dollars": ("PASSWORD $$it's Top77$$ LOGIN", "PASSWORD $$***$$ LOGIN"),
    "between dollars with a tag": ("PASSWORD $a$Top77$b$$a$", "PASSWORD $a$***$a$"),
    "behind a comment": ("PASSWORD /* don't */ 'Top77'", "PASSWORD /* don't */ '***'"),
    "without an end": ("CREATE ROLE r PASSWORD 'Top77;", "CREATE ROLE r PASSWORD '***"),
    "of a user mapping": (
        "CREATE USER MAPPING FOR r SERVER s OPTIONS (user 'u', password 'Top77')",
        "CREATE USER MAPPING FOR r SERVER s OPTIONS (user 'u', password '***')",
    ),
    "of a user mapping, in quotes": (
        "OPTIONS (SET \"password\" 'Top77')",
        "OPTIONS (SET \"password\" '***')",
    ),
    "of its key": ("OPTIONS (sslpassword 'Top77')", "OPTIONS (sslpassword '***')"),
    "two": ("a PASSWORD 'Top77'; b PASSWORD 'Top78'", "a PASSWORD '***'; b PASSWORD '***'"),
    "behind the word as a value": (
        "SELECT 'a password ', 1; ALTER ROLE r PASSWORD 'Top77'",
        "SELECT 'a password '***'***'",
    ),
    "compared": ("WHERE password = 'Top77'", "WHERE password = '***'"),
    "of a subscription": (
        "CONNECTION 'host=h password=Top77 dbname=d' PUBLICATION p",
        "CONNECTION 'host=h password=*** dbname=d' PUBLICATION p",
    ),
    "first in a connection string": ("dblink('password = Top77', 'q')", "dblink('password = ***', 'q')"),
    "in quotes in a connection string": (
        "CONNECTION 'host=h password=''it is Top77'' dbname=d'",
        "CONNECTION 'host=h password=''***'' dbname=d'",
    ),
    "escaped in a connection string": (
        r"CONNECTION E'host=h password=\'Top77\''",
        r"CONNECTION E'host=h password=\'***\''",
    ),
    "in a URL": ("CONNECTION 'postgresql://u:Top77@h/d'", "CONNECTION 'postgresql://u:***@h/d'"),
    "in SQL that is text": (
        "EXECUTE 'CREATE ROLE r PASSWORD ''Top77'' LOGIN';",
        "EXECUTE 'CREATE ROLE r PASSWORD ''***'' LOGIN';",
    ),
}
SHOWN = (
    "CREATE ROLE r PASSWORD NULL VALID UNTIL 'infinity'",
    "CREATE ROLE r PASSWORD '' LOGIN",
    "CREATE TABLE users (password text NOT NULL DEFAULT 'x')",
    "CHECK (password = lower(password))",
    "COMMENT ON COLUMN users.password IS 'hashed'",
    "INSERT INTO users (name, password) VALUES ('a', 'b')",
    "ALTER TABLE users RENAME password TO password_hash",
    "CREATE ROLE r LOGIN PASSWORD :'pw'",
    "SELECT 'https://example.org/a@b'",
    "COMMENT ON COLUMN users.secret IS 'the password'; SELECT 'b'",
    "CREATE FOREIGN TABLE t () SERVER s OPTIONS (table_name 'password')",
)


@pytest.mark.parametrize(("written", "shown"), HIDDEN.values(), ids=HIDDEN)
def test_a_password_is_hidden_wherever_a_line_is_quoted(written, shown):
    assert hidden(written) == shown
    assert hidden(shown) == shown
    assert Lines("a.sql", f"-- it's\n{written}").line(10) == shown
    assert FixerError("no", line=written).line == shown


@pytest.mark.parametrize("written", SHOWN)
def test_what_is_no_password_is_quoted_as_it_is_written(written):
    assert hidden(written) == written
    assert Lines("a.sql", f"{written}\r\n").line(3) == written


def test_a_password_over_several_lines_is_hidden_on_each_of_them():
    lines = Lines("a.sql", "CREATE ROLE r PASSWORD\n  'Top77\nTop78' IN ROLE no;\nSELECT 1;\n")

    assert [lines.line(lines.offset(number)) for number in (1, 2, 3, 4)] == [
        "CREATE ROLE r PASSWORD",
        "  '***",
        "***' IN ROLE no;",
        "SELECT 1;",
    ]
    assert lines.written(lines.offset(3)) == "Top78' IN ROLE no;"
