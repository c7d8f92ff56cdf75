"""Simulated song files keep the habits of the real ones."""

import json
import re
from typing import Any

import pytest

from songplays.simulate import simulate

COUNT = 2500
KEYS = [
    "artist_id",
    "artist_latitude",
    "artist_location",
    "artist_longitude",
    "artist_name",
    "duration",
    "num_songs",
    "song_id",
    "title",
    "year",
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return every song file's path below song_data, and its content."""
    root = tmp_path_factory.mktemp("simulated")
    simulate(root, users=1, days=1, songs=COUNT)
    songs = root / "song_data"
    return {path.relative_to(songs).as_posix(): path.read_text("ascii") for path in songs.rglob("*.json")}


@pytest.fixture(scope="module")
def songs(files: dict[str, str]) -> list[dict[str, Any]]:
    """Return every song file, parsed."""
    return [json.loads(content) for content in files.values()]


def share(songs: list[dict[str, Any]], key: str, value: object) -> float:
    """Return how many of the songs have that value, from 0 to 1."""
    return [song[key] for song in songs].count(value) / len(songs)


def test_a_song_lies_in_three_folders_named_like_its_track(files: dict[str, str]) -> None:
    """TRABC….json is in A/B/C."""
    assert len(files) == COUNT
    assert all(re.fullmatch(r"([A-Z])/([A-Z])/([A-Z])/TR\1\2\3[A-Z]{2}128F[0-9A-F]{7}\.json", path) for path in files)


def test_a_file_is_one_compact_object_in_ascii(files: dict[str, str]) -> None:
    r"""Ten keys in order, / written \/, no line end."""
    for content in files.values():
        song = json.loads(content)

        assert list(song) == KEYS
        assert json.dumps(song, separators=(",", ":")).replace("/", "\\/") == content


def test_ids_have_the_real_form_and_song_ids_are_unique(songs: list[dict[str, Any]]) -> None:
    """Eighteen characters, SO for songs and AR for artists."""
    assert len({song["song_id"] for song in songs}) == COUNT
    assert all(re.fullmatch("SO[A-Z]{5}12A[0-9A-F]{8}", song["song_id"]) for song in songs)
    assert all(re.fullmatch("AR[A-Z]{5}1187[0-9A-F]{7}", song["artist_id"]) for song in songs)


def test_no_two_songs_share_title_and_artist_name(songs: list[dict[str, Any]]) -> None:
    """A play that matches by title and artist name matches one song."""
    assert len({(song["title"], song["artist_name"]) for song in songs}) == COUNT


def test_an_artist_has_one_place_and_some_have_several_names(songs: list[dict[str, Any]]) -> None:
    """Guests change an artist's name in a song, not the id and not the place."""
    artists = {song["artist_id"] for song in songs}
    places = {(song["artist_id"], song["artist_location"], song["artist_latitude"]) for song in songs}
    names = {(song["artist_id"], song["artist_name"]) for song in songs}

    assert len(places) == len(artists) < len(names)


def test_latitude_and_longitude_are_known_together(songs: list[dict[str, Any]]) -> None:
    """Both are null or none is."""
    assert {(True, True), (False, False)} == {
        (song["artist_latitude"] is None, song["artist_longitude"] is None) for song in songs
    }


def test_missing_facts_are_as_frequent_as_in_real_files(songs: list[dict[str, Any]]) -> None:
    """A third of the years is 0, close to half of the places are '', two thirds have no coordinates."""
    assert 0.32 == pytest.approx(share(songs, "year", 0), abs=0.05)
    assert 0.45 == pytest.approx(share(songs, "artist_location", ""), abs=0.06)
    assert 0.64 == pytest.approx(share(songs, "artist_latitude", None), abs=0.06)


def test_a_name_that_reads_as_a_number_is_written_as_one(songs: list[dict[str, Any]]) -> None:
    """Some titles or artist names are JSON numbers, and no number hides in a string."""
    texts = [song[key] for song in songs for key in ("title", "artist_name")]

    assert any(isinstance(text, int | float) for text in texts)
    assert not any(isinstance(text, str) and text.isdecimal() for text in texts)


def test_oddities_of_real_files_occur(files: dict[str, str]) -> None:
    """HTML entities, double quotes, accents and an apostrophe that became a control character."""
    contents = "\n".join(files.values())

    assert ["&amp;", '\\"', "\\u00e9", "\\u0019"] == [
        oddity for oddity in ("&amp;", '\\"', "\\u00e9", "\\u0019") if oddity in contents
    ]
