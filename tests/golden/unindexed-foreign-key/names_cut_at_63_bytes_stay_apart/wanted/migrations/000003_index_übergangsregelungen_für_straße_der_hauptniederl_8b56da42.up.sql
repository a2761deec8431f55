-- Deleting or re-keying a row of "Straßenverzeichnis" scans all of "übergangsregelungen_für_genossenschaftliche_ähnlichkeiten", and so does every join from "Straßenverzeichnis".  [unindexed-foreign-key]
-- Lock: SHARE UPDATE EXCLUSIVE on "übergangsregelungen_für_genossenschaftliche_ähnlichkeiten"; reads and writes go on. Runs outside a transaction, alone in its file.
-- If it fails: DROP INDEX CONCURRENTLY IF EXISTS public."übergangsregelungen_für_straße_der_hauptniederl_8b56da42_idx", then `migrate force 2` and `migrate up`.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "übergangsregelungen_für_straße_der_hauptniederl_8b56da42_idx" ON public."übergangsregelungen_für_genossenschaftliche_ähnlichkeiten" ("straße_der_hauptniederlassung_a");
