from __future__ import annotations

import pytest
from postgres import Postgres
from verify import project


@pytest.fixture(autouse=True)
def _running(server: Postgres) -> None:
    """Proofs are made on the server that runs for all tests; those of the server's life start their own."""
    project.SERVER[:] = [server.url.format("postgres")]
