"""A line that cannot be loaded as it stands is kept with its place, its column, the reason and its text."""

import pytest

from reading import corpus
from reading.landing import only, read
from songplays.engines.duckdb import DuckDB
from songplays.warehouse.schema import STAGING_EVENTS, STAGING_SONGS
from songplays.warehouse.table import Table


def rejection(engine: DuckDB, table: Table, line: bytes) -> tuple[str, str]:
    """Return column and reason of the one line of a file, which must be rejected and kept in full."""
    reading = read(engine, table, {"file.json": line})
    verdict = only(reading.verdicts)
    assert verdict.kind == "rejected", verdict
    ((place, (reason, raw, size)),) = reading.errors.items()
    assert (place, raw, size) == (
        ("file.json", 1),
        line.decode("utf-8", "backslashreplace").replace("\r", "\\r"),
        len(line),
    )
    return verdict.column, reason


NOT_JSON = {
    "trailing comma": corpus.event()[:-1] + b",}",
    "trailing comma and a blank": corpus.event()[:-1] + b", }",
    "trailing comma and a tab": corpus.event()[:-1] + b",\t}",
    "trailing comma in an unknown list": corpus.event(zz=[1]).replace(b"[1]", b"[1,]"),
    "trailing comma in an unknown object": corpus.event(zz={"a": 1}).replace(b"1}", b"1,}"),
    "NaN in an unknown key": corpus.event(zz=float("nan")),
    "Infinity in an unknown key": corpus.event(zz=float("inf")),
    "Infinity within an unknown list": corpus.event(zz=[float("-inf")]),
    "single quotes": corpus.event().replace(b'"', b"'"),
    "no quotes around a key": corpus.event().replace(b'"page"', b"page"),
    "raw tab in a text": corpus.event(song="@").replace(b"@", b"a\tb"),
    "raw carriage return in a text": corpus.event(song="@").replace(b"@", b"a\rb"),
    "raw control character in a text": corpus.event(song="@").replace(b"@", b"\x01"),
    "NUL in a text": corpus.event(song="@").replace(b"@", b"\0"),
    "half a surrogate pair": corpus.event(song="@").replace(b"@", b"\\ud83c"),
    "vertical tab after the object": corpus.event() + b"\x0b",
    "form feed after the object": corpus.event() + b"\x0c",
    "half a line": corpus.event()[:100],
    "two objects": corpus.event() + corpus.event(),
    "rubbish": b"rubbish",
    "a comment": corpus.event() + b" // x",
}


@pytest.mark.parametrize("line", NOT_JSON.values(), ids=NOT_JSON)
def test_malformed(engine: DuckDB, line: bytes) -> None:
    """What is not JSON to the letter is rejected as a whole."""
    assert rejection(engine, STAGING_EVENTS, line) == ("(line)", "malformed JSON")


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "-inf"])
@pytest.mark.parametrize("key", ["song", "page"])
def test_no_finite_number_for_a_text(engine: DuckDB, key: str, literal: str) -> None:
    """NaN and Infinity, as JSON writers spell them, are no text."""
    rejection(engine, STAGING_EVENTS, corpus.with_literal(corpus.event(), key, literal))


@pytest.mark.parametrize("literal", ["NaN", "nan", "Infinity", "-Infinity", "inf", "-inf", "INF", "NAN"])
@pytest.mark.parametrize("key", ["ts", "length", "userId", "level"])
def test_no_finite_number(engine: DuckDB, key: str, literal: str) -> None:
    """NaN and Infinity are no JSON, and no number in any spelling."""
    rejection(engine, STAGING_EVENTS, corpus.with_literal(corpus.event(), key, literal))


@pytest.mark.parametrize("line", [b"[]", b"[{}]", b'"text"', b"12", b"null", b"true"])
@pytest.mark.parametrize("table", [STAGING_EVENTS, STAGING_SONGS], ids=lambda table: table.name)
def test_not_an_object(engine: DuckDB, table: Table, line: bytes) -> None:
    """A line that is JSON but no object is rejected."""
    assert rejection(engine, table, line) == ("(line)", "not an object")


@pytest.mark.parametrize("spoilt", [b"\xff", b"\xc3(", b"\xe2\x82", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf"])
def test_not_utf8(engine: DuckDB, spoilt: bytes) -> None:
    """A line that is not UTF-8 is rejected; its text is kept with the bytes at fault written out."""
    line = corpus.event(song="@").replace(b"@", spoilt)

    column, reason = rejection(engine, STAGING_EVENTS, line)

    assert (column, reason) == ("(line)", f"not UTF-8 at byte {line.index(spoilt) + 1}")


CANNOT_BE = [
    ("ts", '"yesterday"', "text where a number is expected: yesterday"),
    ("ts", "true", "true where a number is expected"),
    ("ts", "1541106106796.7", "a fraction where a whole number is expected: 1541106106796.7"),
    ("ts", "9223372036854775808", "not milliseconds within 2000-01-01..tomorrow: 9223372036854775808"),
    ("ts", "1541106106", "not milliseconds within 2000-01-01..tomorrow: 1541106106; looks like seconds"),
    (
        "ts",
        "1541106106796000",
        "not milliseconds within 2000-01-01..tomorrow: 1541106106796000; looks like microseconds",
    ),
    ("ts", "946684799999", "not milliseconds within 2000-01-01..tomorrow: 946684799999"),
    ("ts", "1543708800001", "not milliseconds within 2000-01-01..tomorrow: 1543708800001"),
    ("ts", "0", "not milliseconds within 2000-01-01..tomorrow: 0"),
    ("ts", "-1", "not milliseconds within 2000-01-01..tomorrow: -1"),
    ("ts", "null", "missing"),
    ("ts", '""', "missing"),
    ("itemInSession", "2.5", "a fraction where a whole number is expected: 2.5"),
    ("itemInSession", '"2.5"', "a fraction where a whole number is expected: 2.5"),
    ("itemInSession", "2147483648", "out of range for INTEGER: 2147483648"),
    ("itemInSession", "-2147483649", "out of range for INTEGER: -2147483649"),
    ("status", "false", "false where a number is expected"),
    ("status", "[200]", "a list where a number is expected"),
    ("status", '{"code":200}', "an object where a number is expected"),
    ("status", '"0x10"', "text where a number is expected: 0x10"),
    ("status", '"1,5"', "text where a number is expected: 1,5"),
    ("status", '" "', "text where a number is expected:  "),
    ("registration", "-9223372036854775809", "out of range for BIGINT: -9223372036854775809"),
    ("registration", "1e19", "out of range for BIGINT: 1e19"),
    ("length", '"long"', "text where a number is expected: long"),
    ("length", '"NaN"', "not a finite number: NaN"),
    ("length", '"-Infinity"', "not a finite number: -Infinity"),
    ("length", "1e400", "not a finite number: 1e400"),
    ("length", "true", "true where a number is expected"),
    ("userId", '"eight"', "text where a number is expected: eight"),
    ("userId", "8.5", "a fraction where a whole number is expected: 8.5"),
    ("userId", "true", "true where a number is expected"),
    ("userId", "null", "missing"),
    ("userId", '""', "missing"),
    ("sessionId", "null", "missing"),
    ("song", '{"title":"Jóga"}', "an object where text is expected"),
    ("artist", '["Björk"]', "a list where text is expected"),
    ("page", "[]", "a list where text is expected"),
    ("level", "{}", "an object where text is expected"),
]


@pytest.mark.parametrize(("key", "literal", "reason"), CANNOT_BE, ids=lambda value: str(value)[:30])
def test_value_that_cannot_be_its_columns(engine: DuckDB, key: str, literal: str, reason: str) -> None:
    """A value that its column cannot hold rejects the line and names the column and the value."""
    column = next(column.name for column in STAGING_EVENTS.columns if column.key == key)
    line = corpus.with_literal(corpus.event(), key, literal)

    assert rejection(engine, STAGING_EVENTS, line) == (column, reason)


@pytest.mark.parametrize("key", ["userId", "sessionId", "ts"])
def test_play_without_what_makes_it_one(engine: DuckDB, key: str) -> None:
    """A NextSong without user, session or time is rejected; any other page may do without."""
    column = {"userId": "user_id", "sessionId": "session_id", "ts": "ts"}[key]

    assert rejection(engine, STAGING_EVENTS, corpus.event(**{key: ...})) == (column, "missing")
    other_page = read(engine, STAGING_EVENTS, {"file.json": corpus.event(**{key: ..., "page": "Home"})})
    assert only(other_page.verdicts).kind == "loaded"


@pytest.mark.parametrize("key", ["song_id", "artist_id"])
@pytest.mark.parametrize("value", [..., None, ""])
def test_song_without_an_id(engine: DuckDB, key: str, value: object) -> None:
    """A song without song_id or artist_id is rejected."""
    assert rejection(engine, STAGING_SONGS, corpus.song(**{key: value})) == (key, "missing")


@pytest.mark.parametrize("key", ["song_id", "artist_id"])
@pytest.mark.parametrize("value", ["A" * 19, "ö" * 9 + "A", "🎵" * 5])
def test_song_with_an_id_too_long(engine: DuckDB, key: str, value: str) -> None:
    """A song_id or artist_id of more than 18 bytes is rejected, not shortened: it would name another song."""
    size = len(value.encode())
    reason = f"a key of {size} bytes, limit 18; shortened it would be another key"

    assert rejection(engine, STAGING_SONGS, corpus.song(**{key: value})) == (key, reason)


@pytest.mark.parametrize("again", [b'"page":"NextSong"', b'"page":"Home"', b'"\\u0070age":"Home"', b'"ts":null'])
def test_known_key_twice(engine: DuckDB, again: bytes) -> None:
    """A line with a known key twice is rejected, whatever the values are: nobody knows which one is meant."""
    line = corpus.event()[:-1] + b"," + again + b"}"

    assert rejection(engine, STAGING_EVENTS, line) == ("(line)", "a key appears twice")


def test_each_rejected_line_has_its_own_place(engine: DuckDB) -> None:
    """Rejected lines of several files, among good and blank ones, each keep their file, number and text."""
    good = corpus.event()
    files = {
        "a.json": b"\n".join([good, b"bad 1", b"", good, b"bad 2"]),
        "b/c.json": b"\n".join([b"bad 3", good]),
        "d.json": b"\n".join([good, good]),
    }

    errors = read(engine, STAGING_EVENTS, files).errors

    assert {place: raw for place, (_, raw, _) in errors.items()} == {
        ("a.json", 2): "bad 1",
        ("a.json", 5): "bad 2",
        ("b/c.json", 1): "bad 3",
    }
