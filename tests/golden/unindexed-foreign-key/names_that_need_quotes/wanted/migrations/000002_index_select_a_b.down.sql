DROP INDEX CONCURRENTLY IF EXISTS "Sales"."select_a""b''_idx";
