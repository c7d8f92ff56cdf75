"""SQL gives what COPY has landed the verdicts that the embedded reader gives lines, but for a list of values."""

import json
from pathlib import Path
from typing import Any

from loading import load_bucket, load_lake
from reading.corpus import ODD_VALUES, in_every_column
from songplays.engines.duckdb import DuckDB
from songplays.engines.protocol import Engine
from songplays.engines.redshift import Redshift
from songplays.pipeline import Budget
from songplays.warehouse import schema
from songplays.warehouse.table import Table

NOT_THE_SAME = {
    **dict.fromkeys(("1e-400", "1e400", "-1e999", '"1e400"'), "an exponent of three digits is no number"),
    '"true"': "told like true without quotes",
    '"1_000"': "DuckDB takes a number with underscores",
    '"\\t8\\n"': "DuckDB takes a number between tabs",
}
"""Values, as JSON, whose verdict differs in a column of numbers, and how. docs/redshift.md lists them."""

FOLDERS = {"staging_events": "log_data", "staging_songs": "song_data"}


def lands(literal: str) -> bool:
    """Whether COPY lands a value as it is: JSON, with nothing in it that it refuses or that ends a line."""
    try:
        text = json.dumps(json.loads(literal, parse_constant=int), ensure_ascii=False)
        text.encode()
    except ValueError:
        return False
    return literal not in NOT_THE_SAME and "\r" not in literal and "\\u0000" not in literal


def verdicts(engine: Engine, table: Table) -> dict[int, Any]:
    """Return by line what was loaded of it, or the column and the reason why not."""
    columns = ", ".join(table.column_names[2:])
    duplicates = table.name.replace("staging", "duplicate")
    found: dict[int, Any] = {}
    for name in (table.name, duplicates):
        found |= {line: values for line, *values in engine.fetch(f"SELECT line_number, {columns} FROM {name}").rows}
    reasons = "SELECT line_number, column_name, err_reason FROM load_errors WHERE kind = 'rejected' AND table_name = ?"
    return found | {line: tuple(reason) for line, *reason in engine.fetch(reasons, [table.name]).rows}


def test_odd_values(lake: Path, bucket: Path, warehouse: DuckDB, direct: Redshift) -> None:
    """A good line with one odd value, each in each column once, is loaded alike or rejected for the same reason."""
    literals = [literal for literal in dict.fromkeys(ODD_VALUES) if lands(literal)]
    for table in schema.STAGING:
        lines = b"\n".join(in_every_column(table, literals))
        for folder in (lake, bucket):
            (folder / FOLDERS[table.name] / "a.json").write_bytes(lines)
    everything = Budget(share=1)
    load_bucket(warehouse, bucket, budget=everything)
    load_lake(direct, lake, budget=everything)
    for table in schema.STAGING:
        expected, found = verdicts(warehouse, table), verdicts(direct, table)
        assert len(expected) > 1000
        for line in expected:
            assert (line, expected[line]) == (line, found.get(line))


def test_listed_values_differ(lake: Path, bucket: Path, warehouse: DuckDB, direct: Redshift) -> None:
    """Each value of the list is one indeed: one for which this fails is to be taken off."""
    lines = in_every_column(schema.STAGING_EVENTS, list(NOT_THE_SAME))
    for folder in (lake, bucket):
        (folder / "log_data" / "a.json").write_bytes(b"\n".join(lines))
    load_bucket(warehouse, bucket, budget=Budget(share=1))
    load_lake(direct, lake, budget=Budget(share=1))
    expected, found = (verdicts(engine, schema.STAGING_EVENTS) for engine in (warehouse, direct))
    differing = {number for number in expected if expected[number] != found[number]}
    columns = len(lines) // len(NOT_THE_SAME)
    for place, literal in enumerate(NOT_THE_SAME, start=1):
        assert (literal, True) == (literal, any(place + n * len(NOT_THE_SAME) in differing for n in range(columns)))


def test_a_nul_is_refused(lake: Path, direct: Redshift) -> None:
    """What COPY refuses of a text, a NUL or half a surrogate pair, is rejected with file, line and column."""
    lines = in_every_column(schema.STAGING_SONGS, ['"a\\u0000b"', '"\\ud800"'])
    (lake / "song_data" / "a.json").write_bytes(b"\n".join(lines))
    load_lake(direct, lake, budget=Budget(share=1))
    told = direct.fetch("SELECT line_number, column_name FROM load_errors ORDER BY line_number").rows
    columns = schema.STAGING_SONGS.column_names[2:]
    assert [(2 * n + half, column) for n, column in enumerate(columns) for half in (1, 2)] == told
