"""What is usual, or harmless, is loaded without complaint."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest

from reading import corpus
from reading.judge import EARLIEST, LATEST
from reading.landing import only, read, values_of
from songplays.engines.duckdb import DuckDB
from songplays.lake.spool import SMALL
from songplays.warehouse.schema import STAGING_EVENTS, STAGING_SONGS

TWO = corpus.event(song="one") + b"\n" + corpus.event(song="two")
MANY = b"\n".join(corpus.event(song=f"song {number}") for number in range(1500))


def loaded(engine: DuckDB, line: bytes) -> dict[str, Any]:
    """Return the values of the one event line of a file, which must be loaded without a word."""
    reading = read(engine, STAGING_EVENTS, {"file.json": line})
    verdict = only(reading.verdicts)
    assert (verdict.kind, verdict.shortened) == ("loaded", ()), reading.errors
    return values_of(verdict, STAGING_EVENTS)


WRAPPED = {
    "as it is": TWO,
    "last line end": TWO + b"\n",
    "BOM": b"\xef\xbb\xbf" + TWO,
    "CRLF": TWO.replace(b"\n", b"\r\n") + b"\r\n",
    "BOM and CRLF": b"\xef\xbb\xbf" + TWO.replace(b"\n", b"\r\n"),
    "blanks around": b"  " + TWO.replace(b"\n", b" \t \n\t") + b"  ",
    "gzip": gzip.compress(TWO),
    "gzip of BOM": gzip.compress(b"\xef\xbb\xbf" + TWO),
    "gzip of two members": gzip.compress(TWO[:100]) + gzip.compress(TWO[100:]),
    "gzip with an empty member": gzip.compress(b"") + gzip.compress(TWO) + gzip.compress(b""),
    "gzip with padding": gzip.compress(TWO) + b"\0" * 100,
}


@pytest.mark.parametrize("name", ["file.json", "file.json.gz"])
@pytest.mark.parametrize("content", WRAPPED.values(), ids=WRAPPED)
def test_two_lines_however_wrapped(engine: DuckDB, name: str, content: bytes) -> None:
    """A file's lines are the same whatever is around them and whatever its name says."""
    reading = read(engine, STAGING_EVENTS, {name: content})

    songs = {place: values_of(verdict, STAGING_EVENTS)["song"] for place, verdict in reading.verdicts.items()}
    assert songs == {(name, 1): "one", (name, 2): "two"}
    assert reading.lines == {name: 2}


@pytest.mark.parametrize("end", [b"", b"\n"], ids=["no last line end", "last line end"])
@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(MANY),
        gzip.compress(MANY[:1000]) + gzip.compress(MANY[1000:]),
        gzip.compress(MANY, compresslevel=0),
    ],
    ids=["gzip", "two members", "stored"],
)
def test_large_gzip(engine: DuckDB, packed: bytes, end: bytes) -> None:
    """A packed file that is large once unpacked, or large already, has the same lines as the plain one."""
    reading = read(engine, STAGING_EVENTS, {"file.json": packed + (gzip.compress(end) if end else b"")})

    songs = {number: values_of(verdict, STAGING_EVENTS)["song"] for (_, number), verdict in reading.verdicts.items()}
    assert len(MANY) > SMALL
    assert songs == {number + 1: f"song {number}" for number in range(1500)}


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", gzip.compress(b"")], ids=["empty", "BOM", "gzip"])
def test_empty_file(engine: DuckDB, content: bytes) -> None:
    """A file without a line is no error."""
    reading = read(engine, STAGING_EVENTS, {"empty.json": content, "full.json": TWO})

    assert (len(reading.verdicts), reading.lines) == (2, {"full.json": 2})


@pytest.mark.parametrize("content", [b"\n", b"\n\n\n", b" \n\t\n \t ", b"\r\n\r\n", b"\r"])
def test_blank_lines(engine: DuckDB, content: bytes) -> None:
    """Blank lines are counted, and nothing else happens to them."""
    reading = read(engine, STAGING_EVENTS, {"blank.json": content})

    count = content.count(b"\n") + (content[-1:] != b"\n")
    assert (reading.verdicts, reading.lines, reading.blank) == ({}, {"blank.json": count}, {"blank.json": count})


@pytest.mark.parametrize(
    "literal", ["4.6", "1986", "1.50", "1e5", "1E+2", "-0", "-0.0", "0", "123456789012345678901234567890"]
)
@pytest.mark.parametrize("look", [bytes, corpus.forced], ids=["first look", "second look"])
def test_number_in_a_text_column(engine: DuckDB, literal: str, look: Callable[[bytes], bytes]) -> None:
    """A number where text is expected is kept as it was written."""
    line = corpus.with_literal(corpus.event(), "song", literal)

    assert loaded(engine, look(line))["song"] == literal


@pytest.mark.parametrize(
    "line",
    [
        corpus.event(song=...)[:-1] + b',"\\u0073ong":1.50}',
        corpus.event(song=..., zz={"song": 9})[:-1] + b',"song":1.50}',
        corpus.event(song=..., **{'x"song': 9})[:-1] + b',"song":1.50}',
        corpus.event(song=..., artist='"song":9')[:-1] + b',"song" : 1.50 }',
    ],
    ids=[
        "key spelled with an escape",
        "same key in an object before",
        "key that ends alike before",
        "text that looks alike",
    ],
)
def test_number_in_a_text_column_is_found(engine: DuckDB, line: bytes) -> None:
    """A number kept as it was written is the one of its own key."""
    assert loaded(engine, line)["song"] == "1.50"


@pytest.mark.parametrize("value", ["true", "false"])
def test_true_and_false_in_a_text_column(engine: DuckDB, value: str) -> None:
    """True and false where text is expected are kept as they were written."""
    assert loaded(engine, corpus.with_literal(corpus.event(), "song", value))["song"] == value


@pytest.mark.parametrize(
    ("key", "column", "literal", "value"),
    [
        ("userId", "user_id", '"8"', 8),
        ("userId", "user_id", "8", 8),
        ("userId", "user_id", "8.0", 8),
        ("userId", "user_id", '"008"', 8),
        ("userId", "user_id", "9223372036854775807", 2**63 - 1),
        ("userId", "user_id", '"-9223372036854775808"', -(2**63)),
        ("itemInSession", "item_in_session", "15.0", 15),
        ("itemInSession", "item_in_session", '"15"', 15),
        ("itemInSession", "item_in_session", '" 15.0 "', 15),
        ("itemInSession", "item_in_session", "1.5e1", 15),
        ("status", "status", "-2147483648", -(2**31)),
        ("itemInSession", "item_in_session", '""', None),
        ("itemInSession", "item_in_session", "null", None),
        ("sessionId", "session_id", "9007199254740991", 2**53 - 1),
        ("sessionId", "session_id", "9007199254740993", 2**53 + 1),
        ("sessionId", "session_id", "-9007199254740993", -(2**53) - 1),
        ("sessionId", "session_id", '"9007199254740993"', 2**53 + 1),
        ("sessionId", "session_id", "9223372036854775807", 2**63 - 1),
        ("registration", "registration", "1540344794796.0", 1540344794796),
        ("registration", "registration", '"1540344794796"', 1540344794796),
        ("registration", "registration", "null", None),
        ("length", "length", '"246.30812"', 246.30812),
        ("length", "length", "1", 1.0),
        ("length", "length", '""', None),
        ("ts", "ts", '"1541106106796"', 1541106106796),
        ("ts", "ts", "1541106106796.0", 1541106106796),
        ("ts", "ts", str(EARLIEST), EARLIEST),
        ("ts", "ts", str(LATEST), LATEST),
        ("song", "song", '""', ""),
        ("song", "song", "null", None),
        ("song", "song", '"  outer  "', "  outer  "),
        ("song", "song", '"\\u00e9\\ud83c\\udfb5\\/\\n"', "é🎵/\n"),
        ("song", "song", '"[live] {x}, "', "[live] {x}, "),
    ],
)
def test_value(engine: DuckDB, key: str, column: str, literal: str, value: object) -> None:
    """A value is loaded as its column's, exactly."""
    assert loaded(engine, corpus.with_literal(corpus.event(), key, literal))[column] == value


def test_user_of_a_logged_out_event(engine: DuckDB) -> None:
    """An empty user on a page that is no play is none."""
    assert loaded(engine, corpus.event(userId="", page="Home"))["user_id"] is None


@pytest.mark.parametrize("key", sorted(corpus.EVENT.keys() - {"userId", "sessionId", "ts"}))
def test_absent_key(engine: DuckDB, key: str) -> None:
    """A key that is absent is NULL, and changes nothing else."""
    column = next(column.name for column in STAGING_EVENTS.columns if column.key == key)

    assert loaded(engine, corpus.event(**{key: ...})) == loaded(engine, corpus.event()) | {column: None}


def test_nothing_but_an_object(engine: DuckDB) -> None:
    """An object without any key is an event of which nothing is known."""
    assert set(loaded(engine, b"{}").values()) == {None}


def test_keys_differ_by_case(engine: DuckDB) -> None:
    """A key is known by its exact spelling."""
    assert loaded(engine, corpus.event(page=..., PAGE="Home"))["page"] is None


SONGS = [corpus.song(song_id=f"SO{number}") for number in range(3)]


@pytest.mark.parametrize(
    "content",
    [
        b"".join(SONGS),
        b"\n".join(SONGS),
        b" \r\n\r\n".join(SONGS) + b"\r\n",
        b"\n".join(json.dumps(json.loads(song), indent=2).encode() for song in SONGS),
        json.dumps(json.loads(SONGS[0]), indent=4).encode() + SONGS[1] + b"\n\n" + SONGS[2],
        b"\xef\xbb\xbf" + b"\t".join(SONGS),
        gzip.compress(b"".join(SONGS)),
    ],
    ids=["joined", "one a line", "CRLF and blank lines", "pretty", "mixed", "BOM", "gzip"],
)
def test_several_songs_in_a_file(engine: DuckDB, content: bytes) -> None:
    """A song file may hold several objects, laid out as one likes."""
    reading = read(engine, STAGING_SONGS, {"songs.json": content})

    found = [values_of(verdict, STAGING_SONGS).get("song_id") for _, verdict in sorted(reading.verdicts.items())]
    assert found == ["SO0", "SO1", "SO2"]


@pytest.mark.parametrize("text", ["} {", "}{", "{", "}", '"', "\\", "a } { b", '\\"}{\\"'])
def test_song_with_braces_in_its_text(engine: DuckDB, text: str) -> None:
    """Braces in a text are no end of an object, in whatever layout."""
    for indent in (None, 2):
        content = json.dumps(corpus.SONG | {"title": text}, indent=indent).encode()
        verdict = only(read(engine, STAGING_SONGS, {"song.json": content}).verdicts)
        assert values_of(verdict, STAGING_SONGS)["title"] == text


def test_song_with_an_object_in_it(engine: DuckDB) -> None:
    """An object within a song that nobody reads is passed over, in whatever layout."""
    song = corpus.SONG | {"zz": {"a": {"b": 1}}}
    spread = json.dumps(song | {"zz": {}}).replace("{}", "{\n}", 1)
    first_line_closed = json.dumps({"zz": {"a": 1}} | corpus.SONG).replace("},", "}\n,", 1)

    for content in (json.dumps(song, indent=1), spread, first_line_closed):
        assert only(read(engine, STAGING_SONGS, {"song.json": content.encode()}).verdicts).kind == "loaded"


def test_line_break_in_a_songs_text(engine: DuckDB) -> None:
    """A raw line break in a text is no JSON, and is not made into a blank."""
    content = corpus.song(title="@").replace(b"@", b"a\nb")

    verdicts = read(engine, STAGING_SONGS, {"song.json": content}).verdicts

    assert {verdict.kind for verdict in verdicts.values()} == {"rejected"}


@pytest.mark.parametrize("tail", [b"\x0c", b"\x0b", b"\x1c\x1d\x1e\x1f", b"\x1c\x1d\x1e\x1fx", b"\0"])
def test_control_characters_after_a_song(engine: DuckDB, tail: bytes) -> None:
    """Control characters after an object are no white space: the object loads, and what follows it is rejected."""
    reading = read(engine, STAGING_SONGS, {"song.json": corpus.song() + tail})

    assert {number: verdict.kind for (_, number), verdict in reading.verdicts.items()} == {1: "loaded", 2: "rejected"}
