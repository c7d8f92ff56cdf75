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
    *(
        "it's",
        '"quoted"',
        "a b",
        " outer ",
        "100%",
        "%41",
        "a%2Fb",
        "*",
        "?",
        "[a]",
        "[!a]",
        "**",
        "a*b?c[d]",
        "]",
        "[",
    ),
    *(
        "{a,b}",
        "Björk",
        "日本 🎵",
        "e\u0301",
        "'; DROP TABLE loads; --",
        "$HOME",
        "~",
        "a\\b",
        "a\nb",
        "a\tb",
        "#",
        "a:b",
    ),
    *("-rf", "..a", "a=1", "x&y", "<b>", "^", "s3:", "{}", "$1", "?1", "\x7f", "\u202e"),
]


@pytest.mark.parametrize(
    "content", [SMALL, LARGE, gzip.compress(LARGE), LARGE + b"\n\xff"], ids=["small", "large", "gzip", "odd"]
)
def test_files_of_any_name(warehouse: DuckDB, bucket: Path, content: bytes) -> None:
    """Each file is read once under its own name, whatever it and its folder are called."""
    for name in NAMES:
        place = bucket / "log_data" / name / f"{name}.json"
        place.parent.mkdir()
        place.write_bytes(content)
        place.with_name("x.txt").write_bytes(LARGE)  # what a pattern would match by mistake

    report = load_bucket(warehouse, bucket)

    lines = 1 if content is SMALL else 1001 if content.endswith(b"\xff") else 1000
    assert rows(warehouse, "SELECT path, lines FROM load_files ORDER BY path") == sorted(
        (f"{name}/{name}.json", lines) for name in NAMES
    )
    assert report.lines == lines * len(NAMES)
    assert load_bucket(warehouse, bucket).files_unchanged == len(NAMES)


@pytest.mark.parametrize("name", ["it's", "100%", "*", "[a]?", "日本 🎵", "'; DROP TABLE loads; --", "a\nb", "~", "$1"])
def test_source_of_any_name(warehouse: DuckDB, tmp_path: Path, name: str) -> None:
    """The folder that is the source may be called anything too."""
    folder = tmp_path / name / "log_data"
    folder.mkdir(parents=True)
    (folder / "small.json").write_bytes(SMALL)
    (folder / "large.json").write_bytes(LARGE)

    load_bucket(warehouse, tmp_path / name)

    assert rows(warehouse, "SELECT source, path, lines FROM load_files ORDER BY path") == [
        (str(folder), "large.json", 1000),
        (str(folder), "small.json", 1),
    ]


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
