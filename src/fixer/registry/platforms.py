"""What a platform has in every database, whoever's it is."""

from __future__ import annotations

from collections.abc import Mapping

PLATFORM_SCHEMAS: Mapping[str, frozenset[str]] = {
    "supabase": frozenset(
        [
            "auth",
            "cron",
            "extensions",
            "graphql",
            "graphql_public",
            "net",
            "pgbouncer",
            "pgsodium",
            "realtime",
            "storage",
            "supabase_functions",
            "supabase_migrations",
            "vault",
        ]
    ),
}
"""The schemas that a platform has in every database: platform -> their names."""
PLATFORM_EXTENSIONS: Mapping[str, Mapping[str, str]] = {
    "supabase": {
        "pg_graphql": "graphql",
        "pg_stat_statements": "extensions",
        "pgcrypto": "extensions",
        "supabase_vault": "vault",
        "uuid-ossp": "extensions",
    },
}
"""The extensions that a platform has installed in every new database: platform -> name -> schema."""
CLIENTS = ("anon", "authenticated")
"""The roles that Supabase's API acts as for its clients."""
