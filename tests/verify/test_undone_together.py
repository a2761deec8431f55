"""What nothing can undo by itself comes back with the way back of the migration that made it."""

from __future__ import annotations

import pytest
from verify.project import SENT, named, pairs, verify

NOT_VALID = (
    "ALTER TABLE orders ADD CONSTRAINT known CHECK (note <> '') NOT VALID",
    "ALTER TABLE orders DROP CONSTRAINT known",
)
VALIDATED = ("ALTER TABLE orders VALIDATE CONSTRAINT known", "SELECT 1 -- nothing to undo")
PARTITIONED = (
    "CREATE TABLE parts (id int) PARTITION BY RANGE (id); CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (9)",
    "DROP TABLE parts",
)
BUILT = (
    "CREATE INDEX parts_id ON ONLY parts (id); CREATE INDEX part_id ON part (id)",
    "DROP INDEX IF EXISTS part_id; DROP INDEX IF EXISTS parts_id",
)
ATTACHED = ("ALTER INDEX parts_id ATTACH PARTITION part_id", "DROP INDEX parts_id")
ONE_NOTE = ("CREATE UNIQUE INDEX one_note ON orders (note)", "DROP INDEX IF EXISTS one_note")
AS_KEY = (
    "ALTER TABLE orders ADD CONSTRAINT one_note UNIQUE USING INDEX one_note",
    "ALTER TABLE orders DROP CONSTRAINT one_note",
)
IS_SET = (
    "ALTER TABLE orders ADD CONSTRAINT known CHECK (note IS NOT NULL) NOT VALID",
    "ALTER TABLE orders DROP CONSTRAINT IF EXISTS known",
)
REQUIRED = (
    "ALTER TABLE orders ALTER note SET NOT NULL, DROP CONSTRAINT known",
    "ALTER TABLE orders ADD CONSTRAINT known CHECK (note IS NOT NULL) NOT VALID, ALTER note DROP NOT NULL",
)
REQUIRED_AND_KEY = (
    f"{REQUIRED[0]}; ALTER TABLE orders ADD CONSTRAINT own FOREIGN KEY (id) REFERENCES orders NOT VALID",
    f"ALTER TABLE orders DROP CONSTRAINT own; {REQUIRED[1]}",
)
KEY_VALIDATED = ("ALTER TABLE orders VALIDATE CONSTRAINT own", "SELECT 1 -- nothing to undo")
TOGETHER = {
    "what was made by one that is undone with an earlier one goes with that": (
        {"checks": IS_SET, "validate": VALIDATED, "required": REQUIRED_AND_KEY, "key": KEY_VALIDATED},
        {"validate": "checks", "required": "checks", "key": "checks"},
        [],
    ),
    "a way back that takes what an earlier migration made is wrong": (
        {"built": ONE_NOTE, "sent": (SENT[0], f"{SENT[1]}; DROP INDEX one_note")},
        {},
        ["sent"],
    ),
    "a validated constraint goes with the migration that made it": (
        {"checks": NOT_VALID, "validate": VALIDATED},
        {"validate": "checks"},
        [],
    ),
    "other migrations between them": (
        {"checks": NOT_VALID, "sent": SENT, "validate": VALIDATED},
        {"validate": "checks"},
        [],
    ),
    "something else is left beside it": (
        {"checks": NOT_VALID, "validate": (f"{VALIDATED[0]}; ALTER TABLE orders ADD sent date", VALIDATED[1])},
        {},
        ["validate"],
    ),
    "the constraint is not what it was": (
        {
            "checks": NOT_VALID,
            "validate": (VALIDATED[0], "ALTER TABLE orders DROP CONSTRAINT known, ADD CONSTRAINT known CHECK (note <> 'x')"),
        },
        {},
        ["validate"],
    ),
    "an attached index goes with the migration that built it": (
        {"parts": PARTITIONED, "built": BUILT, "attached": ATTACHED},
        {"attached": "built"},
        [],
    ),
    "an index that became a constraint's goes with the migration that built it": (
        {"built": ONE_NOTE, "key": AS_KEY},
        {"key": "built"},
        [],
    ),
    "a CHECK that has proved a column NOT NULL comes back unproved": (
        {"checks": IS_SET, "validate": VALIDATED, "required": REQUIRED},
        {"validate": "checks", "required": "checks"},
        [],
    ),
    "a CHECK that is dropped and does not come back": (
        {"checks": IS_SET, "validate": VALIDATED, "required": (REQUIRED[0], "ALTER TABLE orders ALTER note DROP NOT NULL")},
        {"validate": "checks"},
        ["required"],
    ),
    "an index that an earlier migration attached is not a later one's": (
        {"parts": PARTITIONED, "built": BUILT, "attached": ATTACHED, "later": ("SELECT 1", "DROP INDEX parts_id")},
        {"attached": "built"},
        ["later"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TOGETHER)
def test_what_nothing_can_undo_by_itself_comes_back_with_the_migration_that_made_it(name, tmp_path):
    halves, completed_by, wrong = TOGETHER[name]

    document = verify(tmp_path, pairs(**halves), "--files", code=int(bool(wrong)))

    proofs = {proof["migration"]: proof for proof in document["proofs"]}
    assert {name for name, proof in proofs.items() if not proof["proved"]} == set(wrong)
    shown = {name: proof["restored_with"] for name, proof in proofs.items() if proof["restored_with"]}
    assert shown == completed_by


def test_a_constraint_that_was_there_before_all_stays_validated_and_that_is_said(tmp_path):
    files = pairs(checks=(NOT_VALID[0], ""), validate=VALIDATED)

    document = verify(tmp_path, files, "--files")

    assert named(document, "validate")["stays"] == [
        "public.orders.known stays validated: only a constraint that is dropped and made anew is NOT VALID"
    ]
