"""Files that the warehouse reads by itself give the same verdicts and line numbers as small ones."""

import json
from collections.abc import Callable, Mapping

import pytest

from reading import corpus
from reading.landing import differences, empty_warehouse, read, values_of
from songplays.engines.duckdb import DuckDB
from songplays.lake.framing import MAX_LINE
from songplays.lake.spool import SMALL
from songplays.warehouse.schema import STAGING_EVENTS, STAGING_SONGS

GOOD = [corpus.event(song=f"song {number}") for number in range(1000)]
"""Lines that each differ from every other, so that a wrong line number shows."""

BOM = b"\xef\xbb\xbf"


def large(*odd: bytes, end: bytes = b"\n") -> bytes:
    """Return a file of good lines with `odd` ones in their midst, too large for the bundle; no end after the last."""
    content = end.join([*GOOD[:400], *odd, *GOOD[400:]])
    assert len(content) > SMALL
    return content


def count(content: bytes) -> int:
    """Return how many lines a file has."""
    return content.count(b"\n") + (content[-1:] not in (b"\n", b""))


def assert_read_right(engine: DuckDB, files: Mapping[str, bytes]) -> None:
    """Assert that each line of event files has its right verdict, under its right number, and that all are counted."""
    reading = read(engine, STAGING_EVENTS, files)

    assert differences(reading, STAGING_EVENTS, files) == []
    assert reading.lines == {path: count(content) for path, content in files.items() if content}


ODD_FILES = {
    "no last line end": large(),
    "last line end": large() + b"\n",
    "CRLF": large(end=b"\r\n") + b"\r\n",
    "CRLF but after the last line": large(end=b"\r\n"),
    "LF, then CRLF": large() + b"\n" + large(end=b"\r\n"),
    "CRLF, then LF": large(end=b"\r\n") + b"\r\n" + large(),
    "one CRLF": large(b"{}\r"),
    "BOM": BOM + large(),
    "BOM and CRLF": BOM + large(end=b"\r\n"),
    "blank lines": b"\n\n" + large(b"", b" ", b"  ", b"") + b"\n\n\n",
    "blank lines of tabs": large(b"\t", b" \t "),
    "blank lines with CRLF": b"\r\n\r\n" + large(b"", b" ", end=b"\r\n") + b"\r\n\r\n",
    "a carriage return between tokens": large(GOOD[0].replace(b",", b",\r", 1)),
    "a carriage return before a line": large(b"\r" + GOOD[0]),
    "a carriage return after a line": large(GOOD[0] + b"\r"),
    "two carriage returns after a line": large(GOOD[0] + b"\r\r"),
    "two objects with a carriage return between": large(GOOD[0] + b"\r" + GOOD[1]),
    "a carriage return in a text": large(corpus.event(song="a|b").replace(b"|", b"\r")),
    "a carriage return at the end of the file": large() + b"\r",
    "not UTF-8": large(b"\xff", corpus.event(song="|").replace(b"|", b"\xc3"), b"\xed\xa0\x80", GOOD[0]),
    "an over-long line": large(corpus.event(song="x" * MAX_LINE), b"", b"x"),
    "over-long, not UTF-8 and blank": large(b"", b"y" * (MAX_LINE + 1), b"\xff", b" ", b"\r"),
    "NUL": large(b"\0", GOOD[0] + b"\0", b"\0" + GOOD[0]),
    "control characters": large(GOOD[0] + b"\x0b", GOOD[0] + b"\x0c", b"\x1a", b"\x04"),
    "the bundle's separator": large(b"\x1c\x1d\x1e\x1f", GOOD[0] + b"\x1c\x1d\x1e\x1f", b"\x1c\x1d\x1e\x1f" + GOOD[0]),
    "quotes": large(b'"', b"'", b'"a', b'""', b"\\"),
    "half a line at the end": large() + b"\n" + GOOD[0][:100],
    "no page in any line": b"\n".join(corpus.event(song=f"song {number}", page=...) for number in range(1000)),
}


@pytest.mark.parametrize("content", ODD_FILES.values(), ids=ODD_FILES)
def test_one_large_file(engine: DuckDB, content: bytes) -> None:
    """Each line of a large file has its right verdict under its right number."""
    assert_read_right(engine, {"events.json": content})


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_all_of_them_at_once(threads: int) -> None:
    """Each line has its number in its own file, however many files are read at once and by however many threads."""
    files = {
        f"{number}.json": content.replace(b"song ", b"song of %d, " % number)
        for number, content in enumerate(ODD_FILES.values())
    }

    with empty_warehouse(threads) as engine:
        assert_read_right(engine, files)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_files_of_many_lines(threads: int) -> None:
    """Line numbers hold over files that are read in many pieces, of unequal length."""
    sizes = (30_000, 700, 12_000, 1, 40_000)
    line = corpus.event(song="@")
    files = {
        f"{size}.json": b"\n".join(line.replace(b"@", b"%d of %d" % (number, size)) for number in range(1, size + 1))
        for size in sizes
    }

    with empty_warehouse(threads) as engine:
        reading = read(engine, STAGING_EVENTS, files)

    songs = {place: values_of(verdict, STAGING_EVENTS)["song"] for place, verdict in reading.verdicts.items()}
    assert songs == {(f"{size}.json", number): f"{number} of {size}" for size in sizes for number in range(1, size + 1)}


def test_every_odd_value_in_a_large_file(engine: DuckDB) -> None:
    """An odd value has the same verdict in a large file as in a small one."""
    lines = [line for line in corpus.odd_lines(STAGING_EVENTS) if b"\r" not in line]

    assert_read_right(engine, {"events.json": b"\n".join(lines)})


@pytest.mark.parametrize("more", range(-2, 3))
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("other", [b"{}", b"\xff"], ids=["else fine", "else not UTF-8"])
def test_the_longest_line(engine: DuckDB, more: int, end: bytes, other: bytes) -> None:
    """A line of 1 MiB is read and one of a byte more is not, whatever else is in the file."""
    padding = "x" * (MAX_LINE + more - len(corpus.event(page="")))
    line = corpus.event(page=padding)
    assert len(line) == MAX_LINE + more

    reading = read(engine, STAGING_EVENTS, {"events.json": large(line, other, end=end)})

    # A line's size counts the carriage return that belongs to its end.
    is_loaded = reading.verdicts["events.json", 401].kind == "loaded"
    assert is_loaded == (more + (end == b"\r\n") <= 0)


def test_lines_without_a_page_beside_a_file_that_is_not_utf8(engine: DuckDB) -> None:
    """Lines that are well without their marker stay, also when another file of the run has to be read again."""
    without = b"\n".join([corpus.event(page=...)] * 3)

    assert_read_right(engine, {"a.json": without, "b.json": large(b"\xff")})


def test_large_song_file(engine: DuckDB) -> None:
    """A large song file with one object a line has the verdicts of a small one."""
    files = {"songs.json": b"\n".join([corpus.song(song_id=f"SO{number}") for number in range(1500)])}

    reading = read(engine, STAGING_SONGS, files)

    assert differences(reading, STAGING_SONGS, files) == []


@pytest.mark.parametrize("count", [10, 1500], ids=["small", "large"])
@pytest.mark.parametrize(
    "layout",
    [
        b"\n".join,
        lambda songs: b"\n".join(json.dumps(json.loads(song), indent=2).encode() for song in songs),
        lambda songs: b"\r\n".join(json.dumps(json.loads(song), indent=4).encode() for song in songs).replace(
            b"\n", b"\r\n"
        ),
        b"".join,
        lambda songs: b" \n\n".join(songs) + b"\n",
        lambda songs: BOM + b"\t".join(songs),
    ],
    ids=["one a line", "pretty", "pretty with CRLF", "joined", "blank lines between", "one long line"],
)
def test_song_objects_in_any_layout(engine: DuckDB, count: int, layout: Callable[[list[bytes]], bytes]) -> None:
    """Every object of a song file is loaded, however many there are and however they are laid out."""
    content = layout([corpus.song(song_id=f"SO{number}") for number in range(count)])

    reading = read(engine, STAGING_SONGS, {"songs.json": content})

    found = [values_of(verdict, STAGING_SONGS)["song_id"] for _, verdict in sorted(reading.verdicts.items())]
    assert found == [f"SO{number}" for number in range(count)]
