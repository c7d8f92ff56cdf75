"""Keys that no column is read from are loaded over, and told once with an example."""

import json
from pathlib import Path

import pytest

from loading import load_bucket
from reading import corpus
from reading.landing import read
from songplays.engines.duckdb import DuckDB
from songplays.engines.protocol import UnknownKey
from songplays.warehouse.schema import STAGING_EVENTS


def test_counted_over_files(engine: DuckDB) -> None:
    """An unknown key is told once, with its lines over all files, small and large."""
    files = {
        "a.json": b"\n".join([corpus.event(zz=1), corpus.event(), corpus.event(zz=1, yy={"a": [1]})]),
        "b.json": b"\n".join([corpus.event(zz=1)] * 1000),
    }

    reading = read(engine, STAGING_EVENTS, files)

    assert reading.landed.unknown_keys == {"zz": UnknownKey(1002, "1"), "yy": UnknownKey(1, '{"a":[1]}')}


@pytest.mark.parametrize("key", [key for key in corpus.UNKNOWN_KEYS if key])
@pytest.mark.parametrize("value", [1, "text", None, True, [], {"page": "Home"}], ids=str)
def test_any_key_and_value(engine: DuckDB, key: str, value: object) -> None:
    """Whatever the key is called, its example is its value as JSON."""
    found = read(engine, STAGING_EVENTS, {"file.json": corpus.event(**{key: value})}).landed.unknown_keys

    assert {name: json.loads(example) for name, (_, example) in found.items()} == {key: value}


def test_key_without_a_name(engine: DuckDB) -> None:
    """A key may be empty."""
    found = read(engine, STAGING_EVENTS, {"file.json": corpus.event(**{"": 5})}).landed.unknown_keys

    assert found == {"": UnknownKey(1, "5")}


def test_long_example(engine: DuckDB) -> None:
    """An example is told in part if it is long."""
    found = read(engine, STAGING_EVENTS, {"file.json": corpus.event(zz="x" * 500)}).landed.unknown_keys

    assert found == {"zz": UnknownKey(1, '"' + "x" * 99)}


def test_known_in_another_object(engine: DuckDB) -> None:
    """Keys within an unknown object are not looked at."""
    found = read(engine, STAGING_EVENTS, {"file.json": corpus.event(zz={"page": 1, "ww": 2})}).landed.unknown_keys

    assert set(found) == {"zz"}


def test_reported_by_table(warehouse: DuckDB, bucket: Path) -> None:
    """A run's report tells the unknown keys of each table."""
    (bucket / "log_data" / "events.json").write_bytes(corpus.event(zz=1))
    (bucket / "song_data" / "song.json").write_bytes(corpus.song(yy="new"))

    report = load_bucket(warehouse, bucket)

    assert report.unknown_keys == {
        "staging_events": {"zz": UnknownKey(1, "1")},
        "staging_songs": {"yy": UnknownKey(1, '"new"')},
    }
    assert (report.loaded, report.rejected) == (2, 0)
