"""What code does to the schema: PL/pgSQL bodies, DO blocks, and the statements about rows that call functions."""
