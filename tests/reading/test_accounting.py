"""Every line of every file is accounted for, in the tables, the report, the error file and the sentences."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from loading import load_bucket, rows
from reading import corpus
from songplays.engines.duckdb import DuckDB
from songplays.errors import RejectBudgetExceeded
from songplays.pipeline import Budget, Listener

GOOD, OTHER = corpus.event(), corpus.event(ts=1541106106797)


def put(bucket: Path, **files: bytes) -> None:
    """Write log files."""
    for name, content in files.items():
        (bucket / "log_data" / f"{name}.json").write_bytes(content)


def good_lines(count: int) -> list[bytes]:
    """Return `count` good lines of different events."""
    return [corpus.event(ts=1541106106796 + number) for number in range(count)]


def test_each_file_adds_up(warehouse: DuckDB, bucket: Path) -> None:
    """For each file: lines = loaded + rejected + duplicate + blank; and so for the run."""
    put(
        bucket,
        a=b"\n".join([GOOD, b"", GOOD, b"bad", b" ", OTHER]),
        b=b"\n".join([GOOD, b"bad", b"[]"]) + b"\n\n",
        c=b"",
        d=b"\n".join([*good_lines(1000), b"", b"bad"]),
        e=b"\n".join([*good_lines(1000), b"\xff", GOOD]),
    )
    (bucket / "song_data" / "s.json").write_bytes(
        corpus.song() + corpus.song(song_id="SO2") + corpus.song(song_id=None)
    )

    report = load_bucket(warehouse, bucket)

    found = rows(warehouse, "SELECT path, lines, rejected, blank, loaded + duplicate FROM load_files ORDER BY path")
    assert found == [
        ("a.json", 6, 1, 2, 3),
        ("b.json", 4, 2, 1, 1),
        ("c.json", 0, 0, 0, 0),
        ("d.json", 1002, 1, 1, 1000),
        ("e.json", 1002, 1, 0, 1001),
        ("s.json", 3, 1, 0, 2),
    ]
    assert rows(warehouse, "SELECT path FROM load_files WHERE lines <> loaded + rejected + duplicate + blank") == []
    assert (report.lines, report.rejected, report.blank) == (2017, 6, 4)
    assert (report.loaded, report.duplicate) == (1002, 1005)
    assert rows(warehouse, "SELECT COUNT(*) FROM staging_events") == [(1000,)]


def test_errors_name_their_place(warehouse: DuckDB, bucket: Path) -> None:
    """A rejected line and a shortened value are in load_errors with load, file, line, column, reason and text."""
    put(bucket, a=b"\n".join([GOOD, b"bad", corpus.event(song="x" * 300, ts=1541106106799)]))

    report = load_bucket(warehouse, bucket)

    filename = f"{bucket}/log_data/a.json"
    assert rows(
        warehouse,
        "SELECT load_id, table_name, filename, line_number, column_name, kind, err_reason, raw, full_bytes, file_id "
        "FROM load_errors ORDER BY line_number",
    ) == [
        (1, "staging_events", filename, 2, "(line)", "rejected", "malformed JSON", "bad", 3, 1),
        (1, "staging_events", filename, 3, "song", "shortened", "String length exceeds DDL length", "x" * 300, 300, 1),
    ]
    assert (report.rejected, report.shortened) == (1, 1)


def test_error_file_and_sentences(warehouse: DuckDB, bucket: Path, tmp_path: Path) -> None:
    """A table's errors are written by column to its file, and the sentences count them and name it."""
    put(bucket, a=b"\n".join([GOOD, b"bad", corpus.event(ts="never"), corpus.event(ts=1)]))
    (bucket / "song_data" / "s.json").write_bytes(corpus.song())
    said: list[str] = []

    load_bucket(warehouse, bucket, listener=Listener(said.append))

    place = tmp_path / "stl_load_errors_staging_events.json"
    filename = f"{bucket}/log_data/a.json"
    errors: dict[str, list[dict[str, Any]]] = json.loads(place.read_text(encoding="utf-8"))
    assert {column: [error["filename"] for error in found] for column, found in errors.items()} == {
        "(line)": [filename],
        "ts": [filename, filename],
    }
    assert errors["(line)"] == [{"err_reason": "malformed JSON", "filename": filename}]
    assert not (tmp_path / "stl_load_errors_staging_songs.json").exists()
    logs, songs = f"'{bucket}/log_data'", f"'{bucket}/song_data'"
    assert [re.sub(r"\d+\.\d\d seconds", "N seconds", sentence) for sentence in said[:6]] == [
        f"Beginning copy from folder {logs} into table staging_events.",
        f"Completed copy from folder {logs} into table staging_events in N seconds.",
        f"3 errors occured loading into table staging_events; see {place.name}.",
        f"Beginning copy from folder {songs} into table staging_songs.",
        f"Completed copy from folder {songs} into table staging_songs in N seconds.",
        "No errors occured loading into table staging_songs.",
    ]


def test_error_file_of_an_earlier_load_is_removed(warehouse: DuckDB, bucket: Path, tmp_path: Path) -> None:
    """A load without errors leaves no error file, lest an old one be taken for its own."""
    put(bucket, a=GOOD + b"\nbad")
    load_bucket(warehouse, bucket)
    put(bucket, b=OTHER)

    load_bucket(warehouse, bucket)

    assert list(tmp_path.glob("stl_load_errors_*")) == []


@pytest.mark.parametrize(("rejected", "allowed"), [(100, True), (101, False)])
def test_hundred_rejected_lines_are_allowed(warehouse: DuckDB, bucket: Path, rejected: int, allowed: bool) -> None:
    """However few lines a run has, a hundred may be rejected, and not one more."""
    put(bucket, a=b"\n".join([GOOD, *[b"bad"] * rejected]))

    if allowed:
        assert load_bucket(warehouse, bucket).rejected == rejected
    else:
        with pytest.raises(RejectBudgetExceeded, match="101 of 102 lines were rejected and 100 are allowed"):
            load_bucket(warehouse, bucket)


@pytest.mark.parametrize(("rejected", "allowed"), [(150, True), (151, False)])
def test_one_in_a_hundred_is_allowed(warehouse: DuckDB, bucket: Path, rejected: int, allowed: bool) -> None:
    """Of many lines, one in a hundred may be rejected, and not one more."""
    put(bucket, a=b"\n".join(good_lines(15_000 - rejected) + [b"bad"] * rejected))

    if allowed:
        assert load_bucket(warehouse, bucket).rejected == rejected
    else:
        with pytest.raises(RejectBudgetExceeded):
            load_bucket(warehouse, bucket)


def test_nothing_is_published_over_budget(warehouse: DuckDB, bucket: Path, tmp_path: Path) -> None:
    """Over budget nothing is published, yet the errors stay readable, and what was published before stays."""
    put(bucket, a=GOOD)
    load_bucket(warehouse, bucket)
    put(bucket, b=OTHER + b"\nbad 1\nbad 2")

    with pytest.raises(RejectBudgetExceeded) as raised:
        load_bucket(warehouse, bucket, budget=Budget(share=0, at_least=0))

    assert raised.value.exit_code == 3
    assert rows(warehouse, "SELECT COUNT(*) FROM staging_events") == [(1,)]
    assert rows(warehouse, "SELECT COUNT(*) FROM songplay") == [(1,)]
    assert rows(warehouse, "SELECT path FROM load_files") == [("a.json",)]
    assert rows(warehouse, "SELECT load_id, line_number, raw FROM load_errors ORDER BY ALL") == [
        (2, 2, "bad 1"),
        (2, 3, "bad 2"),
    ]
    assert rows(warehouse, "SELECT load_id, outcome FROM loads ORDER BY load_id") == [
        (1, "published"),
        (2, "over budget"),
    ]
    assert (tmp_path / "stl_load_errors_staging_events.json").exists()


def test_loaded_once_the_budget_allows(warehouse: DuckDB, bucket: Path) -> None:
    """What was over budget is loaded by a run that allows more, with its errors under that run."""
    put(bucket, a=GOOD + b"\nbad")
    with pytest.raises(RejectBudgetExceeded):
        load_bucket(warehouse, bucket, budget=Budget(share=0, at_least=0))

    report = load_bucket(warehouse, bucket, budget=Budget(share=0, at_least=1))

    assert (report.loaded, report.rejected) == (1, 1)
    assert rows(warehouse, "SELECT load_id, COUNT(*) FROM load_errors GROUP BY load_id ORDER BY load_id") == [
        (1, 1),
        (2, 1),
    ]


def test_refused_file_counts_as_one(warehouse: DuckDB, bucket: Path) -> None:
    """A file that is refused whole counts as one rejected line."""
    put(bucket, a=GOOD, b=b"\x1f\x8b")

    with pytest.raises(RejectBudgetExceeded, match="1 of 1 lines"):
        load_bucket(warehouse, bucket, budget=Budget(share=0, at_least=0))


def test_shortened_values_and_blank_lines_cost_nothing(warehouse: DuckDB, bucket: Path) -> None:
    """Shortened values, blank lines and duplicates do not count against the budget."""
    put(bucket, a=b"\n".join([corpus.event(song="x" * 300), b"", GOOD, GOOD]))

    report = load_bucket(warehouse, bucket, budget=Budget(share=0, at_least=0))

    assert (report.loaded, report.duplicate, report.blank, report.shortened, report.rejected) == (1, 2, 1, 1, 0)


def test_corpus_adds_up(warehouse: DuckDB, bucket: Path) -> None:
    """Every odd line there is, in one file of each kind and size, is accounted for."""
    from songplays.warehouse.schema import STAGING_EVENTS  # noqa: PLC0415

    levels = (b'"level":"free"', b'"level":"paid"')  # another level would be a failed check, not a rejected line
    lines = [
        line
        for line in corpus.odd_lines(STAGING_EVENTS)
        if any(level in line for level in levels) and b"\r" not in line
    ]
    put(bucket, large=b"\n".join(lines), small=b"\n".join(lines[:100]), reframed=b"\n".join([*lines, b"\xff"]))

    report = load_bucket(warehouse, bucket, budget=Budget(share=1))

    assert report.lines == report.loaded + report.rejected + report.duplicate + report.blank == 2 * len(lines) + 101
    found = rows(warehouse, "SELECT path, lines, loaded + rejected + duplicate + blank FROM load_files ORDER BY path")
    assert found == [
        ("large.json", len(lines), len(lines)),
        ("reframed.json", len(lines) + 1, len(lines) + 1),
        ("small.json", 100, 100),
    ]
