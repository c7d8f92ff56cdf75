"""Columns whose values fill them to the last byte: what may have been cut before it reached us."""

from typing import NamedTuple

from songplays.engines.protocol import Reader
from songplays.warehouse import schema


class FullColumn(NamedTuple):
    """A staging column with values as long as it may hold.

    col_percent: how many of its values are that long, in percent. character_maximum_length: its size in bytes.
    by_design: every value of it is that long, so a full one says nothing.
    """

    table_name: str
    column_name: str
    col_percent: float
    character_maximum_length: int
    by_design: bool


def full_columns(engine: Reader) -> list[FullColumn]:
    """Return every staging column that has a full value, the fullest first."""
    found = []
    for table in schema.STAGING:
        columns = [(column, column.size) for column in table.columns if column.size]
        shares = ", ".join(
            f"100.0 * SUM(CASE WHEN byte_length({column.name}) = {size} THEN 1 ELSE 0 END) "
            f"/ NULLIF(COUNT({column.name}), 0)"
            for column, size in columns
        )
        (row,) = engine.fetch(f"SELECT {shares} FROM {table.name}").rows
        for (column, size), percent in zip(columns, row, strict=True):
            if percent:
                found.append(FullColumn(table.name, column.name, float(percent), size, column.full_by_design))
    return sorted(found, key=lambda column: -column.col_percent)
