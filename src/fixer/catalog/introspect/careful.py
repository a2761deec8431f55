"""How a database that is not ours is read: one state of it, nothing written, nothing that waits or runs for long."""

from __future__ import annotations

LIMITS = {
    "statement_timeout": "60s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
    "row_security": "off",  # rows that a policy hides are an error, not taken for none
    "datestyle": "ISO",  # psycopg reads no other, and nobody takes one day for another
}
CAREFULLY = "; ".join(
    (
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        *(f"SET LOCAL {name} TO '{value}'" for name, value in LIMITS.items()),
    )
)
"""What every transaction begins with, whatever holds for its session."""
