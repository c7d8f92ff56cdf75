"""Both looks give every line the verdict and the values that are right."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reading import corpus
from reading.landing import differences, read
from songplays.engines.duckdb import DuckDB
from songplays.warehouse.schema import STAGING_EVENTS, STAGING_SONGS
from songplays.warehouse.table import Table

TABLES = pytest.mark.parametrize("table", [STAGING_EVENTS, STAGING_SONGS], ids=lambda table: table.name)
MANY_LINES = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


def files_of(table: Table, lines: list[bytes]) -> dict[str, bytes]:
    """Return `lines` as files: events as one file of lines, songs one object a file."""
    if table is STAGING_EVENTS:
        return {"lines.json": b"\n".join(lines)}
    return {f"{number}.json": line for number, line in enumerate(lines)}


@TABLES
def test_each_odd_value_in_each_column(engine: DuckDB, table: Table) -> None:
    """Any value in any column is loaded or rejected as the rules say, at whichever look."""
    lines = corpus.odd_lines(table)

    for looked_at in (lines, [corpus.forced(line) for line in lines]):
        files = files_of(table, looked_at)
        assert differences(read(engine, table, files), table, files) == []


@TABLES
@MANY_LINES
@given(literals=st.lists(corpus.literals(), min_size=1, max_size=8))
def test_any_value_in_any_column(engine: DuckDB, table: Table, literals: list[str]) -> None:
    """Whatever a value is, its line's verdict and values are right, at the first look and at the second."""
    lines = corpus.in_every_column(table, literals)
    files = files_of(table, lines + [corpus.forced(line) for line in lines])

    assert differences(read(engine, table, files), table, files) == []


@TABLES
@MANY_LINES
@given(literals=st.lists(corpus.literals(), min_size=1, max_size=8), random=st.randoms(use_true_random=True))
def test_any_arrangement_of_a_line(engine: DuckDB, table: Table, literals: list[str], random: Random) -> None:
    """However a line is arranged or spoilt, its verdict and values are right, at the first look and at the second."""
    lines = [corpus.rearranged(table, literals, random) for _ in range(100)]
    if table is STAGING_EVENTS:  # a song file is cut into objects, not into lines
        lines += [corpus.spoilt(line, random) for line in lines[:50]]
    files = files_of(table, lines + [corpus.forced(line) for line in lines])

    assert differences(read(engine, table, files), table, files) == []
