"""Which findings are left alone, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fixer.model import Finding
from fixer.registry import Fixer


@dataclass(frozen=True, slots=True)
class Filter:
    """What to leave alone, and why."""

    select: frozenset[str] = frozenset()
    extend_select: frozenset[str] = frozenset()
    """Rules to look for besides those that are looked for by default."""
    ignore: Mapping[str, str] = field(default_factory=dict)
    """Rule or key -> the reason given."""
    only: frozenset[str] = frozenset()
    baseline: Mapping[str, str] = field(default_factory=dict)

    def runs(self, fixer: Fixer) -> bool:
        """Whether a rule's own detector is asked at all."""
        rule = fixer.rule
        wanted = rule in self.select if self.select else fixer.by_default
        return (wanted or rule in self.extend_select) and rule not in self.ignore

    def why(self, finding: Finding) -> str | None:
        """Why a finding is left alone, or None."""
        if self.select and finding.rule not in self.select | self.extend_select:
            return "not among the selected rules"
        for name in (finding.key, finding.rule):
            if name in self.ignore:
                return self.ignore[name]
        if self.only and finding.key not in self.only:
            return "not asked for (--only)"
        if finding.key in self.baseline:
            return f"in the baseline: {self.baseline[finding.key]}"
        return None
