"""The answers to every metric, read once and ready to be written down."""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from songplays.dashboard.metrics import METRICS
from songplays.engines.protocol import Reader

Row = Mapping[str, Any]
Figures = Mapping[str, Sequence[Row]]
"""By metric name: the rows of its SQL, each by column name."""


def read_figures(engine: Reader) -> Figures:
    """Ask `engine` every question of the dashboard; the answers agree when the caller holds one transaction open."""
    figures = {}
    for name, metric in METRICS.items():
        answer = engine.fetch(metric.sql)
        figures[name] = [dict(zip(answer.columns, map(_plain, row), strict=True)) for row in answer.rows]
    return figures


def only(figures: Figures, name: str) -> Row:
    """Return the one row of a metric that has exactly one."""
    (row,) = figures[name]
    return row


def total(rows: Sequence[Row], column: str) -> int:
    """Return the sum of a column of counts."""
    return sum(int(row[column]) for row in rows)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a database returns
    """Turn what only one database returns into what all do: no Decimal, and no NaN, which JSON cannot hold."""
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
