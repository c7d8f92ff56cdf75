"""Both looks give every line the verdict and the values that are right."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reading import corpus
from reading.landing import empty_warehouse, expected, read
from songplays.engines.duckdb import DuckDB
from songplays.warehouse.schema import STAGING_EVENTS, STAGING_SONGS
from songplays.warehouse.table import Table

TABLES = pytest.mark.parametrize("table", [STAGING_EVENTS, STAGING_SONGS], ids=lambda table: table.name)
MANY_LINES = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    """Return a warehouse to land in."""
    with empty_warehouse() as engine:
        yield engine


def files_of(table: Table, lines: list[bytes]) -> dict[str, bytes]:
    """Return `lines` as files: events as one file of lines, songs one object a file."""
    if table is STAGING_EVENTS:
        return {"lines.json": b"\n".join(lines)}
    return {f"{number}.json": line for number, line in enumerate(lines)}


@TABLES
def test_each_odd_value_in_each_column(engine: DuckDB, table: Table) -> None:
    """Any value in any column is loaded or rejected as the rules say, at whichever look."""
    lines = corpus.odd_lines(table)

    for looked_at in (lines, [corpus.with_unknown_key(line) for line in lines]):
        files = files_of(table, looked_at)
        assert read(engine, table, files).verdicts == expected(table, files)


@TABLES
@MANY_LINES
@given(data=st.data())
def test_any_lines(engine: DuckDB, table: Table, data: st.DataObject) -> None:
    """Whatever stands in a line, its verdict and values are right, at the first look and at the second."""
    kind = corpus.spoilt_lines if table is STAGING_EVENTS else corpus.lines
    lines = data.draw(st.lists(kind(table), min_size=1, max_size=100))
    lines += [corpus.with_unknown_key(line) for line in lines]
    files = files_of(table, lines)

    assert read(engine, table, files).verdicts == expected(table, files)
