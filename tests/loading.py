"""Load a bucket-shaped folder the way the command does."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from songplays.engines.duckdb import DuckDB
from songplays.engines.protocol import Engine
from songplays.feeds import feeds_of_source
from songplays.pipeline import Report, load

SEEN_AFTER = 0.05
"""Seconds after which a server that may write sees what was written behind its back."""
NOW = datetime(2018, 12, 1, tzinfo=UTC)
"""The day after the real data end; "tomorrow" of a run is counted from here."""


def load_bucket(engine: Engine, bucket: Path, **options: Any) -> Report:  # noqa: ANN401 - whatever load takes
    """Load `bucket`, which has log_data/ and song_data/, into the warehouse of `engine`."""
    folder = engine.path.parent if isinstance(engine, DuckDB) else bucket.parent
    told: dict[str, Any] = {"now": NOW, "errors_folder": folder} | options
    return load(engine, feeds_of_source(str(bucket)), **told)


def load_lake(engine: Engine, lake: Path, **options: Any) -> Report:  # noqa: ANN401 - whatever load takes
    """Load the bucket that shows the folder `lake`, with log_data/ and song_data/; its errors are written there."""
    time.sleep(SEEN_AFTER)
    told: dict[str, Any] = {"now": NOW, "errors_folder": lake} | options
    return load(engine, feeds_of_source(f"s3://{lake.name}"), **told)


def rows(engine: Engine, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    return engine.fetch(sql).rows
