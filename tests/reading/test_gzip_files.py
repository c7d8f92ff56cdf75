"""A packed file that is cut short or damaged is refused whole, and the others load."""

import gzip
from pathlib import Path

import pytest

from loading import load_bucket, rows
from reading import corpus
from reading.landing import read
from songplays.engines.duckdb import DuckDB
from songplays.warehouse.schema import STAGING_EVENTS

LINES = b"\n".join(corpus.event(ts=1541106106796 + number) for number in range(3))
LARGE = b"\n".join(corpus.event(song=f"song {number}") for number in range(5000))
CUT_SHORT = "gzip data ends too early: the file is cut short"


def test_cut_at_every_offset(engine: DuckDB) -> None:
    """Wherever a packed file is cut, nothing of it is loaded; the whole one is."""
    packed = gzip.compress(LINES)
    files = {f"{size}.json.gz": packed[:size] for size in range(len(packed) + 1)}

    reading = read(engine, STAGING_EVENTS, files)

    loaded = [place for place, verdict in reading.verdicts.items() if verdict.kind == "loaded"]
    assert loaded == [(f"{len(packed)}.json.gz", number) for number in (1, 2, 3)]
    # Of no byte and of one nobody can tell what they were cut from.
    assert sorted(reading.landed.refused) == sorted(
        file_id
        for file_id, name in enumerate(sorted(files), start=1)
        if name.split(".")[0] not in {"0", "1", str(len(packed))}
    )
    assert set(reading.landed.refused.values()) == {CUT_SHORT}


def test_second_member_cut_at_every_offset(engine: DuckDB) -> None:
    """A file whose last member is cut is refused, though the first is whole."""
    first, second = gzip.compress(LINES + b"\n"), gzip.compress(LINES)
    files = {f"{size}.json": first + second[:size] for size in range(1, len(second))}

    reading = read(engine, STAGING_EVENTS, files)

    assert (reading.verdicts, len(reading.landed.refused)) == ({}, len(files))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.999])
def test_large_file_cut(engine: DuckDB, share: float) -> None:
    """A large packed file that is cut is refused, however much of it was unpacked already."""
    packed = gzip.compress(LARGE, compresslevel=0)
    files = {"cut.json.gz": packed[: int(len(packed) * share)], "whole.json.gz": packed}

    reading = read(engine, STAGING_EVENTS, files)

    assert (len(reading.verdicts), reading.landed.refused) == (5000, {1: CUT_SHORT})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(LINES)[:-8] + bytes(8), "not readable as gzip"),
        (gzip.compress(LINES) + b"rubbish", "not readable as gzip"),
        (b"\x1f\x8brubbish", "not readable as gzip"),
        (gzip.compress(LARGE)[:-8] + bytes(8), "not readable as gzip"),
        (gzip.compress(LARGE) + gzip.compress(LARGE)[:50], CUT_SHORT),
    ],
    ids=["wrong checksum", "rubbish after", "rubbish", "wrong checksum, large", "second member cut, large"],
)
def test_damaged(engine: DuckDB, content: bytes, reason: str) -> None:
    """A damaged file is refused with what is wrong, and the one beside it loads."""
    reading = read(engine, STAGING_EVENTS, {"damaged.json.gz": content, "good.json": LINES})

    assert {path for path, _ in reading.verdicts} == {"good.json"}
    assert [refusal.startswith(reason) for refusal in reading.landed.refused.values()] == [True]


def test_bytes_changed_anywhere(engine: DuckDB) -> None:
    """A packed file with one byte changed is refused, or its lines are the same."""
    packed = gzip.compress(LINES)
    files = {f"{at}.json": packed[:at] + bytes([packed[at] ^ 0x10]) + packed[at + 1 :] for at in range(2, len(packed))}

    reading = read(engine, STAGING_EVENTS, files)
    whole = read(engine, STAGING_EVENTS, {"0.json": packed})

    names = sorted(files)
    for path in {path for path, _ in reading.verdicts}:
        assert names.index(path) + 1 not in reading.landed.refused
        assert {number: verdict for (name, number), verdict in reading.verdicts.items() if name == path} == {
            number: verdict for (_, number), verdict in whole.verdicts.items()
        }


def test_refused_file_is_told(warehouse: DuckDB, bucket: Path) -> None:
    """A refused file is named in the report, the ledger, the errors and the error file; the others load."""
    packed = gzip.compress(LINES)
    (bucket / "log_data" / "bad.json.gz").write_bytes(packed[:-1])
    (bucket / "log_data" / "good.json.gz").write_bytes(packed)
    filename = f"{bucket}/log_data/bad.json.gz"

    report = load_bucket(warehouse, bucket)

    assert report.refused == {filename: CUT_SHORT}
    assert rows(warehouse, "SELECT path, status, lines, loaded, rejected FROM load_files ORDER BY path") == [
        ("bad.json.gz", "refused", 0, 0, 0),
        ("good.json.gz", "loaded", 3, 3, 0),
    ]
    assert rows(
        warehouse, "SELECT filename, line_number, column_name, kind, err_reason, raw, full_bytes FROM load_errors"
    ) == [(filename, 0, "(file)", "rejected", CUT_SHORT, None, len(packed) - 1)]


def test_refused_file_that_is_mended(warehouse: DuckDB, bucket: Path) -> None:
    """A refused file is loaded once it is whole."""
    packed = gzip.compress(LINES)
    place = bucket / "log_data" / "file.json.gz"
    (bucket / "log_data" / "other.json").write_bytes(corpus.event(song="other", ts=1541106106797))
    place.write_bytes(packed[:-1])
    load_bucket(warehouse, bucket)
    place.write_bytes(packed)

    report = load_bucket(warehouse, bucket)

    assert (report.files_replaced, report.loaded + report.duplicate, report.refused) == (1, 3, {})
