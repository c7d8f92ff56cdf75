"""A view's rows as CSV, as its download button gives them: numbers bare, and no text that a spreadsheet would run."""

import csv
import io
from typing import Any

from songplays.dashboard.cells import cell
from songplays.dashboard.figures import Row, total
from songplays.dashboard.layout import Column, View
from songplays.text import in_spreadsheet

BARE = {"count", "number"}


def csv_text(view: View) -> str:
    """Return every row of a view as CSV text, lines ended as RFC 4180 says."""
    wholes = {column.field: total(view.rows, column.field) for column in view.columns if column.kind == "share"}
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(column.title for column in view.columns)
    for row in view.rows:
        if row.get("plays") != 0:
            writer.writerow(in_spreadsheet(_value(column, row, wholes)) for column in view.columns)
    return text.getvalue()


def _value(column: Column, row: Row, wholes: dict[str, int]) -> Any:  # noqa: ANN401 - a number or a text
    value = row[column.field]
    if column.kind not in BARE:
        return cell(column, value, wholes.get(column.field, 0))
    return int(value) if isinstance(value, float) and value.is_integer() else value
