"""Text that is longer than its column is shortened between characters, and kept in full beside it."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reading import corpus
from reading.landing import only, read, values_of
from songplays.engines.duckdb import DuckDB
from songplays.warehouse.schema import STAGING_EVENTS, STAGING_SONGS


@pytest.mark.parametrize("character", ["a", "ö", "日", "🎵"], ids=["1 byte", "2 bytes", "3 bytes", "4 bytes"])
@pytest.mark.parametrize("shift", range(5))
def test_cut_between_characters(engine: DuckDB, character: str, shift: int) -> None:
    """The longest start of whole characters that fits into 256 bytes stays."""
    full = "a" * shift + character * 300

    verdict = only(read(engine, STAGING_EVENTS, {"file.json": corpus.event(song=full)}).verdicts)

    whole_characters = (256 - shift) // len(character.encode())
    assert values_of(verdict, STAGING_EVENTS)["song"] == "a" * shift + character * whole_characters
    assert verdict.shortened == (("song", full),)


@pytest.mark.parametrize("text", ["a" * 256, "ö" * 128, "a" + "日" * 85, "🎵" * 64], ids=["1", "2", "3", "4"])
def test_text_that_just_fits(engine: DuckDB, text: str) -> None:
    """A text of exactly 256 bytes stays as it is."""
    verdict = only(read(engine, STAGING_EVENTS, {"file.json": corpus.event(song=text)}).verdicts)

    assert (values_of(verdict, STAGING_EVENTS)["song"], verdict.shortened) == (text, ())


@pytest.mark.parametrize(
    ("key", "column", "full", "kept"),
    [
        ("gender", "gender", "Female", "F"),
        ("gender", "gender", "ö", ""),
        ("method", "method", "POST", "POS"),
        ("method", "method", "日本", "日"),
        ("song", "song", "x" * 1_000_000, "x" * 256),
        ("song", "song", "e\u0301" * 100, "e\u0301" * 85 + "e"),
    ],
    ids=["F", "none fits", "POS", "3 bytes", "a million", "combining"],
)
def test_other_sizes(engine: DuckDB, key: str, column: str, full: str, kept: str) -> None:
    """Every column has its own size."""
    verdict = only(read(engine, STAGING_EVENTS, {"file.json": corpus.event(**{key: full})}).verdicts)

    assert (values_of(verdict, STAGING_EVENTS)[column], verdict.shortened) == (kept, ((column, full),))


def test_number_too_long_for_a_text(engine: DuckDB) -> None:
    """A number in a text column is shortened like any text."""
    verdict = only(
        read(engine, STAGING_EVENTS, {"file.json": corpus.with_literal(corpus.event(), "method", "1.50e1")}).verdicts
    )

    assert (values_of(verdict, STAGING_EVENTS)["method"], verdict.shortened) == ("1.5", (("method", "1.50e1"),))


def test_several_in_a_line(engine: DuckDB) -> None:
    """Each shortened value of a line is kept."""
    long = {"artist_location": "L" * 300, "artist_name": "ö" * 200, "title": "T" * 257}

    verdict = only(read(engine, STAGING_SONGS, {"song.json": corpus.song(**long)}).verdicts)

    assert dict(verdict.shortened) == long


def test_rejected_line_is_not_shortened(engine: DuckDB) -> None:
    """A line that is rejected is kept as it is; nothing of it counts as shortened."""
    reading = read(engine, STAGING_EVENTS, {"file.json": corpus.event(song="x" * 300, ts="never")})

    assert {verdict.kind for verdict in reading.verdicts.values()} == {"rejected"}


@settings(max_examples=20, deadline=None)
@given(texts=st.lists(st.text(st.sampled_from("aö日🎵 \t"), min_size=60, max_size=300), min_size=1, max_size=10))
@example(texts=["🎵" * 64 + "a"])
def test_any_text(engine: DuckDB, texts: list[str]) -> None:
    """What stays is a start of the text, fits, and would not with one more character."""
    files = {"file.json": b"\n".join(corpus.event(song=text) for text in texts)}

    verdicts = read(engine, STAGING_EVENTS, files).verdicts

    for number, full in enumerate(texts, start=1):
        kept = str(values_of(verdicts["file.json", number], STAGING_EVENTS)["song"])
        assert full.startswith(kept)
        assert len(kept.encode()) <= 256
        assert kept == full or len(full[: len(kept) + 1].encode()) > 256
