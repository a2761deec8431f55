"""The way back of migrations that exist already: computed against the schema as it was before each of them."""

from fixer.way_back.compute import WayBack, way_back

__all__ = ["WayBack", "way_back"]
