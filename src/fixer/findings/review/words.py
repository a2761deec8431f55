"""What the words of a review mean, in English and German: praise, problems, how bad they are, remedies and evidence."""

from __future__ import annotations

import re

RULES: tuple[tuple[str, str], ...] = (
    ("search-path", r"search_path"),
    ("precondition", r"\bsafety check\b.{0,40}\bmigration|\bmust run before\b"),
    ("closed-parent", r"\bprotection against \w+ in \w+|\bprevents? (?:an )?inserts?\b"),
    ("value-rename", r"\bconfusing .{0,30}naming"),
    ("reference-table", r"\breference table|\bhard-?coded (?:\w+ ){0,3}(?:enum|list)"),
    ("derived-count", r"\bcount\w* can drift"),
    ("batching", r"\bbulk updates?\b|\bbatching\b"),
    ("error-log", r"\berror monitoring\b|\bexception handlers?\b"),
    ("partitioning", r"\bpartition"),
    ("archiving", r"\barchiv|\bretention\b|\baufbewahr"),
    ("encryption", r"\bencrypt|plain[- ]?text|tokens stored as plain|verschlüssel|\bklartext"),
    ("rate-limit", r"rate[- ]limit"),
    ("streaming", r"\bstreaming\b"),
    ("backup", r"\bbackup"),
    ("schema-qualification", r"schema qualif|unqualified|`?public`? schema"),
    ("policy-performance", r"(?:inefficient|slow) (?:rls|polic)|(?:rls|policy) performance"),
    ("policy", r"unclear \w+ rls|\bpolic(?:y|ies) (?:is|are) (?:unclear|not wanted)"),
    ("row-level-security", r"\brow[- ]level security|\brls\b|zeilensicherheit|zeilenbasierte"),
    (
        "comment",
        r"\btable comments?\b|comment on table|\bno comments?\b|kommentare? fehl|\bkeine kommentare|tabellenkommentar",
    ),
    ("rollback", r"\broll ?back|down migration"),
    ("migration-history", r"migration (?:history|metadata|versioning|sequence)|idempotent migration"),
    (
        "foreign-key-index",
        r"index\w* (?:on|to) (?:\w+ ){0,3}(?:foreign[- ]keys?|fks?)|(?:foreign[- ]key|fk) index"
        r"|(?:foreign[- ]keys?|fks?) (?:without|has no|have no|lacks?) (?:an? )?index"
        r"|fremdschlüssel\w* ohne (?:\w+ )?ind|ind(?:ex|izes) (?:\w+ ){0,3}fremdschlüssel",
    ),
    ("audit", r"\baudit(?:ing)? (?:log|trigger|trail)"),
    ("soft-delete", r"soft[- ]delet"),
    ("immutability", r"\bimmutab"),
    ("idempotency-key", r"idempotency key"),
    ("extension", r"\bextensions?\b"),
    ("identity", r"\bidentity\b|auto[- ]increment|manually assigned|primary key type"),
    ("foreign-key-action", r"\bon (?:update|delete)\b"),
    ("timestamp-names", r"timestamp(?: column)? naming|inconsistent timestamp"),
    ("redundant-column", r"redundant \w+ columns?"),
    ("index", r"\bindex(?:es|e|ed)?\b|\bindizes\b|indiziert|pagination"),
    ("enum-type", r"\benums?\b|free-text"),
    (
        "check",
        r"\bcheck constraint|\bvalidation|\bconstraint ensuring|size limit|cross-field|wertebereich|prüfbedingung",
    ),
    ("unique", r"\buniqu|eindeutig"),
    ("not-null", r"\bnot null\b|\bpflichtfeld"),
    ("version-column", r"\bversion column|optimistic lock|\brace in\b"),
    ("trigger", r"\btrigger"),
    ("function", r"\bfunctions?\b|\bfunktion"),
    ("default", r"\bdefault value|\bvorgabewert|\bstandardwert"),
)
"""Rules of reviews, and how a sentence about each is told; the first that fits counts."""
_RULES = tuple((rule, re.compile(pattern, re.IGNORECASE)) for rule, pattern in RULES)
ADVICE = "advice"
"""The rule of what fits none."""

OF_ALL = frozenset({"row-level-security", "audit", "encryption"})
"""Rules that a bullet may ask for without naming a table."""
OF_EVERY = frozenset({"comment", "foreign-key-index", "row-level-security", "search-path"})
"""Rules of which a table's row may say that every table has the problem."""
DECISIONS = frozenset(
    {
        "archiving",
        "batching",
        "encryption",
        "error-log",
        "migration-history",
        "partitioning",
        "rate-limit",
        "streaming",
    }
)
"""Rules that only a person can decide: what a review says of them is never mere advice."""

_PRAISE = re.compile(
    r"\N{WHITE HEAVY CHECK MARK}|[\N{CHECK MARK}\N{HEAVY CHECK MARK}]|\b(?:GOOD|EXCELLENT)\b"
    r"|(?i:\bstrengths?\b|\bwell[- ]implemented\b|^issues: none|\bno issues identified\b)"
    r"|(?i:\bgut (?:gelöst|umgesetzt|gemacht)\b|^gut\b|^stärken\b|\bpositiv aufgefallen\b)"
)
_PROBLEM = re.compile(
    r"[\N{WARNING SIGN}\N{BALLOT X}\N{CROSS MARK}\N{LARGE RED CIRCLE}\N{LARGE YELLOW CIRCLE}\N{LARGE GREEN CIRCLE}\N{LARGE BLUE CIRCLE}]"
    r"|\bissue\b|\bmissing\b|\bno (?:explicit )?index\b|\b(?:not|never) indexed\b|\bwithout (?:an )?index\b|^problem\b"
    r"|\bfehl(?:t|en|end\w*)\b|\bohne (?:\w+ )?(?:index|schlüssel|search_path)\b|\bkein\w* (?:\w+ )?index\b|nicht indiziert"
    r"|\bcritical[- ]?\d|\b(?:high|medium|low)-\d",
    re.IGNORECASE,
)
_REMEDY = re.compile(
    r"\brecommend|\bsuggest|\bfix\b|\bsolution\b|\boption [a-z]\b|\bopportunit|\bimmediate|\badditions?\b|\bneeded\b"
    r"|\bafter\b|\benhancements?\b|\badd(?:ed)? (?:to|new|the|these|critical|indexes|constraint|them|both)\b|^add\b|\bimprovements?\b"
    r"|\bvalidation gaps\b|\bcreate migration\b|\bremedy\b|\bproposed\b"
    r"|\bempfehl|\bempfohlen|\bvorschlag|\bvorgeschlagen|\blösung|\bbehebung\b|\babhilfe\b|\bkorrektur|\bmaßnahme|\bsollte|\bneu\b",
    re.IGNORECASE,
)
_EVIDENCE = re.compile(
    r"^migration \d|\bevidence\b|\bcurrent\b|\bactual\b|\bexample\b|\bbefore\b|\bexisting\b|\brequirement\b|\bgood\b|\bbad\b|\banalysis\b"
    r"|\bincorrect\b|\binitial\b|\bscenario\b|\bverification\b|\bproblem\b(?! ?#?[\da-z]\b)|\btimeline\b|\bcorrect\b|\bstrategy\b|\bcurrently\b"
    r"|\baktuell|\bderzeit|\bbisher|\bist-?zustand\b|\bbeispiel|\bvorher\b|\bbestehend|\bfalsch|\bschlecht|\bgefährlich"
    r"|\bdo(?: not|n't)\b|\bnever\b|\bavoid\b|\banti-?pattern\b|\bstatt(?:dessen)? nicht\b|\bnicht (?:so|tun|ausführen)\b"
    r"|^issues?$|\bchanges\b|\boverview\b|\bdesign decision\b|\bdefinition\b|\btest cases\b|\bquery impact\b",
    re.IGNORECASE,
)
_LEVELS = (
    ("error", re.compile(r"\b(?:critical|blocker|high|kritisch|hoch|schwerwiegend)\b", re.IGNORECASE)),
    ("warning", re.compile(r"\b(?:medium|moderate|mittel)\b", re.IGNORECASE)),
    ("info", re.compile(r"\b(?:low|minor|niedrig|gering|leicht)\b", re.IGNORECASE)),
    ("error", re.compile(r"\bP[01]\b")),
    ("warning", re.compile(r"\bP2\b")),
    ("info", re.compile(r"\bP[3-5]\b")),
    ("error", re.compile("\N{LARGE RED CIRCLE}")),
    ("warning", re.compile("\N{LARGE YELLOW CIRCLE}")),
    ("info", re.compile("[\N{LARGE GREEN CIRCLE}\N{LARGE BLUE CIRCLE}]")),
)
_SAID = re.compile(
    r"\b(?:severity|impact|priority|risk level|schweregrad|priorität|auswirkung|dringlichkeit)\W{1,4}([^\W\d_]+(?:-[^\W\d_]+)?)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^\W*(?:before|existing|current|old|bad|vorher|alt|bisher|aktuell)\b|\b(?:before|incorrect|wrong|do not|don't|never|falsch)\b|✗",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\b(?:after|recommended|additional|new|add|fixed|nachher|empfohlen|neu)\b", re.IGNORECASE
)


def rule_of(*texts: str) -> str:
    """The rule that the first of the texts which speaks of one is about."""
    for text in texts:
        for rule, pattern in _RULES:
            if pattern.search(text):
                return rule
    return ADVICE


def is_praise(text: str) -> bool:
    """Whether it only says that something is good."""
    return _PRAISE.search(text) is not None and _PROBLEM.search(text) is None


def is_problem(text: str) -> bool:
    """Whether it has the marks or words of a finding."""
    return _PROBLEM.search(text) is not None and not is_praise(text)


def level_of(*texts: str) -> tuple[str, str]:
    """How bad it is (error, warning, info), and the review's own word for it, as the first text says that does."""
    for text in texts:
        said = _SAID.search(text)
        word = said[1] if said else ""
        for level, pattern in _LEVELS:
            if word and pattern.search(word):
                return level, word
    for text in texts:
        for level, pattern in _LEVELS:
            if found := pattern.search(text):
                return level, found[0]
    return "warning", ""


def suggests(texts: list[str]) -> bool | None:
    """Whether code below is meant to be done (True) or shows what is there (False): the nearest word counts.

    ``texts`` are the labels and headings above the code, the nearest first. None where they say neither.
    """
    for text in texts:
        remedy, evidence = _REMEDY.search(text), _EVIDENCE.search(text)
        if remedy and (not evidence or remedy.start() <= evidence.start() or "recommend" in text.lower()):
            return True
        if evidence:
            return False
    return None


def comment_suggests(comment: str) -> bool | None:
    """The same for a comment in the code above a statement."""
    if _AFTER.search(comment):
        return True
    return False if _BEFORE.search(comment) else None
