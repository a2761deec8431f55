"""The values that flow through fixer, from a finding to a plan and its proof. Frozen, and of nothing but the standard library,
``fixer.values`` and ``fixer.passwords``.
"""

from __future__ import annotations

from fixer.model.fix import (
    MEND_FIRST,
    Applicability,
    Broken,
    Check,
    Finding,
    Fix,
    Ignored,
    Operation,
    Refusal,
    Satisfied,
    validation,
)
from fixer.model.place import FixerError, Location, ObjectRef
from fixer.model.plan import Diagnostic, FileEdit, Migration, Plan, PlannedMigration
from fixer.model.progress import Progress, no_progress
from fixer.model.proof import (
    MOST_ROWS,
    Access,
    Failure,
    Loss,
    MeasuredLock,
    MeasuredRewrite,
    Proof,
    Raised,
    TableRows,
    Verification,
    Whose,
)
from fixer.model.written import Edit, FileChange, Hazard, Lock, Reversal, Statement

__all__ = [
    "MEND_FIRST",
    "MOST_ROWS",
    "Access",
    "Applicability",
    "Broken",
    "Check",
    "Diagnostic",
    "Edit",
    "Failure",
    "FileChange",
    "FileEdit",
    "Finding",
    "Fix",
    "FixerError",
    "Hazard",
    "Ignored",
    "Location",
    "Lock",
    "Loss",
    "MeasuredLock",
    "MeasuredRewrite",
    "Migration",
    "ObjectRef",
    "Operation",
    "Plan",
    "PlannedMigration",
    "Progress",
    "Proof",
    "Raised",
    "Refusal",
    "Reversal",
    "Satisfied",
    "Statement",
    "TableRows",
    "Verification",
    "Whose",
    "no_progress",
    "validation",
]
