"""Functions, aggregates, operators, casts and languages."""
