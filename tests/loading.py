"""Load a bucket-shaped folder the way the command does."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from songplays.engines.duckdb import DuckDB
from songplays.feeds import feeds_of_source
from songplays.pipeline import Report, load

NOW = datetime(2018, 12, 1, tzinfo=UTC)
"""The day after the real data end; "tomorrow" of a run is counted from here."""


def load_bucket(engine: DuckDB, bucket: Path, **options: Any) -> Report:  # noqa: ANN401 - whatever load takes
    """Load `bucket`, which has log_data/ and song_data/, into the warehouse of `engine`."""
    told: dict[str, Any] = {"now": NOW, "errors_folder": engine.path.parent} | options
    return load(engine, feeds_of_source(str(bucket)), **told)


def rows(engine: DuckDB, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    return engine.fetch(sql).rows
