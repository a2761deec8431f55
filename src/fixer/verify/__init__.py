"""The scratch PostgreSQL, and what is proved on it. Only this room writes to a database, and only to its own."""
