"""Reviews in shapes of their own: other languages, HTML, numbered and nested lists, tables of severity, broken encoding."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixer.findings import Report, read

SAMPLES = Path(__file__).parent / "samples"


def review(text: str) -> tuple[Report, ...]:
    return read("review.md", dedent(text))


def line(report: Report) -> tuple[int | None, str, str, str]:
    """Where, what, how bad, and what it comes to: SQL, an object, or why nothing is done."""
    said = report.suggestion_problem or report.suggestion or report.aside or report.target
    return report.line, report.rule, report.level, said


ADVICE = "general advice: it asks for no change of an object"
WISH = "asked for in words alone: no SQL says what is wanted"
DOCUMENTS = {
    "review_german.md": [
        (1, "advice", "warning", ADVICE),
        (11, "foreign-key-index", "error", "bestellungen"),
        (12, "unique", "error", "kunden"),
        (13, "row-level-security", "warning", ""),
        (24, "index", "error", "CREATE INDEX idx_bestellungen_kunden ON bestellungen(kunden_id)"),
        (25, "index", "error", "CREATE INDEX idx_positionen_bestellung ON positionen (bestellung_id)"),
        (33, "unique", "error", "ALTER TABLE kunden ADD CONSTRAINT kunden_email_eindeutig UNIQUE (email)"),
        (42, "check", "warning",
         "ALTER TABLE kunden ADD CONSTRAINT kunden_status_check CHECK (status IN ('neu','aktiv','gesperrt'))"),
        (46, "check", "warning", "ALTER TABLE bestellungen ADD CHECK (summe_cents >= 0)"),
        (48, "not-null", "warning", "positionen.menge"),
        (50, "advice", "warning", "praise, or what is good already"),
        (60, "foreign-key", "warning", "ALTER TABLE positionen ADD FOREIGN KEY (artikel_id) REFERENCES artikel(id)"),
        (63, "search-path", "warning", ""),
        (67, "advice", "warning", ADVICE),  # what is dangerous is no advice to do it
    ],
    "review_html.md": [
        (1, "index", "warning", ADVICE),
        (15, "index", "error", "bestellungen.kundenId"),
        (20, "column", "error", "ALTER TABLE bestellungen ADD COLUMN kunden_id bigint NOT NULL"),
        (20, "foreign-key", "error", "ALTER TABLE bestellungen ADD FOREIGN KEY (kunden_id) REFERENCES kunden (id)"),
        (22, "index", "error", "CREATE INDEX best_kunden_at_idx ON bestellungen (kunden_id, bestellt_at DESC)"),
        (28, "index", "error", "line 28: a schema written in Prisma is not read"),
        (38, "index", "error", "CREATE INDEX best_attr ON bestellungen USING gin (attribute)"),
        (44, "column-type", "warning",
         "ALTER TABLE kunden ALTER COLUMN geburtstag TYPE timestamptz USING geburtstag AT TIME ZONE 'UTC'"),
        (53, "policy", "error",
         "CREATE POLICY own ON bestellungen FOR SELECT USING (kunden_id = current_setting('app.kunde')::bigint)"),
        (54, "row-level-security", "error", "kunden"),
        (55, "row-level-security", "info", "nope"),
    ],
    "review_mojibake.md": [
        (9, "index", "error",
         'CREATE INDEX CONCURRENTLY IF NOT EXISTS "idx_bestellungen_kunden_id" ON "bestellungen" ("kunden_id")'),
        (16, "check", "warning", "ALTER TABLE kunden ADD CONSTRAINT kunden_status_ck CHECK (status IN ('neu', 'aktiv'))"),
        (21, "not-null", "warning", 'ALTER TABLE kunden ALTER COLUMN "Straße" SET NOT NULL'),
        (25, "index", "warning", "positionen.bestellung_id"),
        (26, "advice", "warning", WISH),
        (27, "partitioning", "warning", WISH),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_of_another_shape_is_read_as_a_whole(name: str) -> None:
    found = read(name, (SAMPLES / name).read_text())

    assert sorted(map(line, found)) == sorted(DOCUMENTS[name])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("CREATE INDEX i ON t (a);", True),
        ("Nothing tells.\n\n```sql\nCREATE INDEX i ON t (a);\n```", True),
        ("Use `CREATE INDEX i ON t (a)`.", True),
        ("Derzeit:\n\n```sql\nCREATE INDEX i ON t (a);\n```", False),
        ("Beispiel:\n\n```sql\nCREATE INDEX i ON t (a);\n```", False),
        ("Don't do this:\n\n```sql\nCREATE INDEX i ON t (a);\n```", False),
        ("- ✅ It is there.\n\n```sql\nCREATE INDEX i ON t (a);\n```", False),
        ("```sql\n-- falsch\nCREATE INDEX i ON t (a);\n```", False),
        ("`CREATE INDEX` blocks writes; see `CREATE INDEX CONCURRENTLY`.", False),
        ("<pre><code>CREATE INDEX i ON t (a);</code></pre>", True),
        ("<!-- CREATE INDEX i ON t (a); -->", False),
        ("<script>CREATE INDEX i ON t (a);</script>", False),
        ("```bash\npsql -c 'CREATE INDEX i ON t (a)'\n```", False),
    ],
)
def test_sql_that_nothing_is_said_of_is_asked_for_and_what_is_shown_is_not(text: str, wanted: bool) -> None:
    found = review(f"## Tables\n\n{text}\n")

    assert [report.suggestion for report in found if report.suggestion] == [
        "CREATE INDEX i ON t (a)"
    ] * wanted


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("prisma", "model a {\n  b Int @unique\n}"),
        ("ruby", "add_index :orders, :user_id"),
        ("python", 'op.create_index("i", "orders", ["user_id"])'),
    ],
)
def test_a_schema_in_a_language_that_is_not_read_is_said_not_to_be(language: str, code: str) -> None:
    (report,) = review(f"## Missing index\n\n```{language}\n{code}\n```\n")

    assert report.suggestion_problem == f"line 4: a schema written in {language.capitalize()} is not read"


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("Schweregrad: kritisch", "error"),
        ("**Priorität**: mittel", "warning"),
        ("Auswirkung: gering", "info"),
        ("[P0] at once", "error"),
        ("(P3)", "info"),
    ],
)
def test_severities_are_kept_in_german_and_by_number(word: str, level: str) -> None:
    (report,) = review(f"## Fehlender Index\n\n{word}\n\n```sql\nCREATE INDEX i ON t (a);\n```\n")

    assert report.level == level


HTML = {
    "<table><tr><td>a": [],
    "<pre>CREATE INDEX i ON t (a);": ["CREATE INDEX i ON t (a)"],
    "<pre class='language-sql'>\nCREATE INDEX i ON t (a);\n</pre>": ["CREATE INDEX i ON t (a)"],
    "<h2>Missing <code>x</code></h2>\n<p>As <code>CREATE INDEX i ON t (a)</code> does": ["CREATE INDEX i ON t (a)"],
    "<ul><li>one</ul></li></div></table></h9>": [],
    "<table>\n<tr><th>Problem<th>Fix\n<tr><td>slow<td><code>CREATE INDEX i ON t (a)</code>\n</table>": [
        "CREATE INDEX i ON t (a)"
    ],
    "<pre>&lt;b&gt; CREATE</pre>": [],
    "<p>\n<![foo[ <![ <!x <!DOCTYPE [ ]]>\n<code>CREATE INDEX i ON t (a)</code>": ["CREATE INDEX i ON t (a)"],
    "<div>\n<!": [],
}  # fmt: skip


@pytest.mark.parametrize("text", HTML)
def test_html_is_read_however_it_is_closed(text: str) -> None:
    found = [
        report.suggestion for report in review(f"## Issue: missing index\n\n{text}\n") if report.suggestion
    ]

    assert found == HTML[text]


_PIECES = [
    "<![",
    "<!",
    "CDATA[",
    "]]>",
    "<pre>",
    "</pre>",
    "<code class=",
    ">",
    "<table>",
    "<tr>",
    "<td>",
    "</h9>",
    "<h2>",
]
_PIECES += [
    "<!--",
    "-->",
    "<?php",
    "<script>",
    "&#99999999;",
    "&amp",
    "a",
    "\n",
    "<li>",
    "</li>",
    '"',
    "'",
    "\x00",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=20))
def test_no_html_breaks_the_reader(pieces: list[str]) -> None:
    assert isinstance(read("review.md", f"## A\n\n{''.join(pieces)}\n"), tuple)
