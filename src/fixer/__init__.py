"""fixer turns findings about a PostgreSQL schema into reviewed, reversible migrations."""

__version__ = "0.1.0"
