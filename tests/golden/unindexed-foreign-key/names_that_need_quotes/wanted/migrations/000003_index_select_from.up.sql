-- Deleting or re-keying a row of "Sales"."Order" scans all of "Sales"."select", and so does every join from "Sales"."Order".  [unindexed-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on "Sales"."select"; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS "Sales".select_from_idx, then `migrate force 2` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS select_from_idx ON "Sales"."select" ("from");
