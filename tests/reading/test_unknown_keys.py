"""Keys that no column is read from are loaded over, and told once with an example."""

import json
from pathlib import Path

import pytest

from loading import load_bucket
from reading import corpus
from reading.landing import read
from songplays.engines.duckdb import DuckDB
from songplays.warehouse.schema import STAGING_EVENTS


def test_told_once(engine: DuckDB) -> None:
    """An unknown key is told once, however many files have it, small or large."""
    files = {
        "a.json": b"\n".join([corpus.event(zz=1), corpus.event(), corpus.event(zz=1, yy={"a": [1]})]),
        "b.json": b"\n".join([corpus.event(zz=1)] * 1000),
    }

    reading = read(engine, STAGING_EVENTS, files)

    assert reading.landed.unknown_keys == {"zz": "1", "yy": '{"a":[1]}'}


@pytest.mark.parametrize("value", [1, 1.5, "text", None, True, [], {"page": "Home"}], ids=str)
def test_any_key_and_value(engine: DuckDB, value: object) -> None:
    """Whatever a key is called, its example is its value as JSON."""
    keys = [key for key in corpus.UNKNOWN_KEYS if key]

    reading = read(engine, STAGING_EVENTS, {"file.json": corpus.event(**dict.fromkeys(keys, value))})

    found = {key: json.loads(example) for key, example in reading.landed.unknown_keys.items()}
    assert found == dict.fromkeys(keys, value)


@pytest.mark.parametrize("zz", [b'"zz":1', b'"zz" :1', b'"zz"\t: 1', b'"z\\u007a":1', b'"zz":1,"zz":2'])
@pytest.mark.parametrize("song", ["x", 'a":b'])
def test_however_it_is_written(engine: DuckDB, zz: bytes, song: str) -> None:
    """A key is told however it is written, and whatever stands in the texts beside it."""
    reading = read(engine, STAGING_EVENTS, {"file.json": b"{" + zz + b"," + corpus.event(song=song)[1:]})

    assert set(reading.landed.unknown_keys) == {"zz"}


def test_key_without_a_name(engine: DuckDB) -> None:
    """A key may be empty."""
    found = read(engine, STAGING_EVENTS, {"file.json": corpus.event(**{"": 5})}).landed.unknown_keys

    assert found == {"": "5"}


def test_long_example(engine: DuckDB) -> None:
    """An example is told in part if it is long."""
    found = read(engine, STAGING_EVENTS, {"file.json": corpus.event(zz="x" * 500)}).landed.unknown_keys

    assert found == {"zz": '"' + "x" * 99}


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
        "staging_events": {"zz": "1"},
        "staging_songs": {"yy": '"new"'},
    }
    assert (report.loaded, report.rejected) == (2, 0)
