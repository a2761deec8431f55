"""Constraints of tables, NOT NULL among them: what may be one, what each does, and its SQL."""
