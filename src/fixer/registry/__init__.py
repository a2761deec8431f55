"""Fixers: what a fixer file has to hold, what it may ask for, loading and asking it."""

from __future__ import annotations

from fixer.registry.fixer import Fixer, Problem, mend, problems, satisfied_by
from fixer.registry.loading import load
from fixer.registry.options import (
    NAMES,
    Back,
    Drafts,
    MisfitError,
    Options,
    PendingStatement,
    Statistics,
    WaysBack,
)
from fixer.registry.platforms import CLIENTS, PLATFORM_EXTENSIONS, PLATFORM_SCHEMAS

__all__ = [
    "CLIENTS",
    "NAMES",
    "PLATFORM_EXTENSIONS",
    "PLATFORM_SCHEMAS",
    "Back",
    "Drafts",
    "Fixer",
    "MisfitError",
    "Options",
    "PendingStatement",
    "Problem",
    "Statistics",
    "WaysBack",
    "load",
    "mend",
    "problems",
    "satisfied_by",
]
