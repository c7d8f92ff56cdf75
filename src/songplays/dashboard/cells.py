"""The cells of a view's table: how a value is written, by what it is. The page's script writes them in the same way."""

from collections.abc import Callable, Sequence
from typing import Any

from songplays.dashboard import us_states
from songplays.dashboard.charts.week import WEEKDAYS
from songplays.dashboard.figures import total
from songplays.dashboard.layout import Column, View
from songplays.dashboard.wording import count, hour, number, share

MATCHES = {"exact": "title, artist and duration", "title": "title and artist only", "none": "no song file"}
"""How a play was matched to a song file, in words."""
WRITTEN: dict[str, Callable[[Any], str]] = {
    "count": count,
    "number": number,
    "hour": hour,
    "weekday": lambda value: WEEKDAYS[value],
    "state": us_states.name,
    "match": lambda value: MATCHES[value],
}
"""How a column's kind is written; others as they are."""


def cells(view: View) -> Sequence[Sequence[str]]:
    """Return the table of a view, row by row; a long list only as far as the page shows it."""
    wholes = {column.field: total(view.rows, column.field) for column in view.columns if column.kind == "share"}
    return [
        [cell(column, row[column.field], wholes.get(column.field, 0)) for column in view.columns]
        for row in view.rows[: view.shown]
        if row.get("plays") != 0  # a chart keeps the place of what was not played, a table need not
    ]


def cell(column: Column, value: Any, whole: int) -> str:  # noqa: ANN401 - whatever a figure holds
    """Return a value of `column` as people read it; `whole` is what a share is of."""
    if value is None:
        return number(None) if column.amount else ""
    if column.kind == "share":
        return share(value, whole)
    return WRITTEN.get(column.kind, str)(value)
