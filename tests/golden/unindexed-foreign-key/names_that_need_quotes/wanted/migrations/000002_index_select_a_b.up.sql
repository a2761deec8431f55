-- Deleting or re-keying a row of "Sales"."Order" scans all of "Sales"."select", and so does every join from "Sales"."Order".  [unindexed-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on "Sales"."select"; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS "Sales"."select_a""b''_idx", then `migrate force 1` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "select_a""b''_idx" ON "Sales"."select" ("a""b''");
