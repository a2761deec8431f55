"""The way back of migrations that exist already: computed against the schema as it was before each of them."""

from fixer.way_back.compute import WayBack, way_back
from fixer.way_back.seen import followed, seen

__all__ = ["WayBack", "followed", "seen", "way_back"]
