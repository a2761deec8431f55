from __future__ import annotations

import pytest

from fixer.catalog.catalog import Catalog
from fixer.ddl.run import run, split
from fixer.replay import start


@pytest.fixture
def catalog(request: pytest.FixtureRequest) -> Catalog:
    """What the statements in the module's SCHEMA make."""
    made = start()
    for sql in split(request.module.SCHEMA):
        run(made, sql)
    return made
