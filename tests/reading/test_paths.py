"""Names of folders and files are data: no pattern, no SQL, no escape."""

import gzip
from pathlib import Path

import pytest

from loading import load_bucket, rows
from reading import corpus
from songplays.engines.duckdb import DuckDB

SMALL = corpus.event(song="small")
LARGE = b"\n".join(corpus.event(song="large", ts=1541106106796 + number) for number in range(1000))

NAMES = [
    *("it's", '"quoted"', "a b", " outer ", "100%", "%41", "a%2Fb", "*", "?", "[a]", "[!a]", "**", "a*b?c[d]", "]", "["),
    *("{a,b}", "Björk", "日本 🎵", "e\u0301", "'; DROP TABLE loads; --", "$HOME", "~", "a\\b", "a\nb", "a\tb", "#", "a:b"),
    *("-rf", "..a", "a=1", "x&y", "<b>", "^", "s3:", "{}", "$1", "?1", "\x7f", "\u202e"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", [SMALL, LARGE, gzip.compress(LARGE), LARGE + b"\n\xff"], ids=["small", "large", "gzip", "odd"])
def test_folder_and_file_of_any_name(warehouse: DuckDB, tmp_path: Path, name: str, content: bytes) -> None:
    """A file is loaded once under its own name, whatever it and its folders are called."""
    bucket = tmp_path / name
    place = bucket / "log_data" / name / f"{name}.json"
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    # What a pattern would match by mistake.
    for other in ("a", "b", "x"):
        (bucket / "log_data" / name / f"{other}.txt").write_bytes(LARGE)

    report = load_bucket(warehouse, bucket)

    lines = content.count(b"\n") + 1 if content[:1] == b"{" else 1000
    assert (report.files_new, report.lines) == (1, lines)
    assert rows(warehouse, "SELECT source, path, lines FROM load_files") == [
        (str(bucket / "log_data"), f"{name}/{name}.json", lines)
    ]
    assert load_bucket(warehouse, bucket).files_unchanged == 1


def test_neighbours_that_patterns_would_confuse(warehouse: DuckDB, bucket: Path) -> None:
    """Large files whose names read as patterns of one another are each loaded once."""
    names = ["a.json", "b.json", "[ab].json", "*.json", "?.json", "[!c].json", "{a,b}.json", "[[]a].json"]
    for number, name in enumerate(names):
        lines = [corpus.event(song=name, ts=1541106106796 + number * 10_000 + line) for line in range(1000)]
        (bucket / "log_data" / name).write_bytes(b"\n".join(lines))

    load_bucket(warehouse, bucket)

    found = rows(
        warehouse,
        "SELECT files.path, events.song, COUNT(*) FROM staging_events AS events "
        "JOIN load_files AS files ON files.file_id = events.file_id GROUP BY ALL ORDER BY ALL",
    )
    assert found == [(name, name, 1000) for name in sorted(names)]
