"""Which names PostgreSQL itself defines, and which an extension: frozen facts, asked of real servers.

``builtins.json`` is written by ``scripts/builtins.py``: the names in pg_catalog of all releases asked (its
``postgresql``), and those of each contrib extension and of pgvector. Names only: an overload in a user's
schema has the same name as the built-in one, and a name can be built in and an extension's at once (``=``).
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.resources import files

_KINDS = ("collation", "function", "operator", "operator class", "relation", "type")

# the parser's own words for a column that gets a sequence: pg_type does not have them
_SERIALS = {"bigserial", "serial", "serial2", "serial4", "serial8", "smallserial"}

# made by initdb from what the machine has: "de-x-icu", "en_US", "en_US.utf8", "C.UTF-8"
_MACHINE_COLLATION = re.compile(r".+-x-icu|[a-z]{2,3}_[A-Z]{2}(@\w+)?(\.[\w-]+)?(@\w+)?|C\.(utf8|UTF-8)")

REQUIRED_EXTENSIONS = {
    "bool_plperl": ("plperl",),
    "bool_plperlu": ("plperlu",),
    "earthdistance": ("cube",),
    "h3_postgis": ("h3", "postgis", "postgis_raster"),
    "hstore_plperl": ("hstore", "plperl"),
    "hstore_plperlu": ("hstore", "plperlu"),
    "hstore_plpython3u": ("hstore", "plpython3u"),
    "jsonb_plperl": ("plperl",),
    "jsonb_plperlu": ("plperlu",),
    "jsonb_plpython3u": ("plpython3u",),
    "ltree_plpython3u": ("ltree", "plpython3u"),
    "pgjwt": ("pgcrypto",),
    "pgrouting": ("postgis",),
    "postgis_raster": ("postgis",),
    "postgis_sfcgal": ("postgis",),
    "postgis_tiger_geocoder": ("postgis", "fuzzystrmatch"),
    "postgis_topology": ("postgis",),
    "vchord": ("vector",),
    "vectorscale": ("vector",),
}
"""What an extension requires: ``requires`` in the control files of contrib, and of those that many use beside it."""

_Sets = dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def _facts() -> tuple[_Sets, dict[str, _Sets]]:
    """The built-in names of each kind, and those of each extension."""
    facts = json.loads(files("fixer.sql").joinpath("builtins.json").read_text("utf-8"))
    return _sets(facts["builtin"]), {name: _sets(kinds) for name, kinds in facts["extensions"].items()}


def _sets(kinds: dict[str, list[str]]) -> _Sets:
    sets = {kind: frozenset(kinds.get(kind, ())) for kind in _KINDS}
    # a type's name works like a function's, as in date('today'); a relation's name is its row type's
    sets["function"] |= sets["type"]
    sets["type"] |= sets["relation"]
    return sets


def is_builtin(kind: str, name: str) -> bool:
    """Whether an unqualified ``name`` is found in pg_catalog of a supported PostgreSQL.

    ``kind`` is one of those of ``names.Name``. An array type goes by its internal name too (``_text``).
    Raises KeyError for another kind.
    """
    known = _facts()[0][kind]
    if name in known:
        return True
    if kind == "type":
        return name in _SERIALS or (name.startswith("_") and name[1:] in known)
    return kind == "collation" and _MACHINE_COLLATION.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def extensions_providing(kind: str, name: str) -> frozenset[str]:
    """The known extensions that define such an object. Raises KeyError for an unknown kind."""
    if kind not in _KINDS:
        raise KeyError(kind)
    return frozenset(extension for extension, kinds in _facts()[1].items() if name in kinds[kind])


def is_known_extension(name: str) -> bool:
    """Whether it is known what an extension defines."""
    return name in _facts()[1]
