"""What tests of simulated buckets start from."""

from datetime import UTC, datetime
from typing import Any

import pytest


@pytest.fixture
def later() -> dict[str, Any]:
    """Return the options of a load at a time when a simulated year is over."""
    return {"now": datetime(2020, 1, 1, tzinfo=UTC)}
