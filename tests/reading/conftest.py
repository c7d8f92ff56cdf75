"""What the tests of reading start from."""

from collections.abc import Iterator

import pytest

from reading.landing import empty_warehouse
from songplays.engines.duckdb import DuckDB


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    """Return a warehouse to land in; ``read`` leaves it empty."""
    with empty_warehouse() as engine:
        yield engine
