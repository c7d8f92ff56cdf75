"""The songs that have a file, and their artists."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from songplays.simulate.draws import Quantiles, happens, pick
from songplays.simulate.places import HOMETOWNS, Hometown
from songplays.simulate.titles import artist_name, song_title

SHARE_NEW_ARTIST = 0.64
SHARE_WITH_GUEST = 0.02
SHARE_YEAR_UNKNOWN = 0.32
SONGS_PER_FOLDER_LETTER = 15_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

DURATIONS = Quantiles(
    (0, 15),
    (0.01, 67),
    (0.05, 130),
    (0.1, 155),
    (0.25, 192),
    (0.5, 231),
    (0.75, 275),
    (0.9, 340),
    (0.95, 410),
    (0.99, 620),
    (0.999, 1400),
    (1, 2700),
)
YEARS = Quantiles((0, 1955), (0.05, 1981), (0.1, 1986), (0.25, 1995), (0.5, 2002), (0.75, 2006), (1, 2011))


class Artist(NamedTuple):
    """An artist; songs with guests spell the name differently under the same id."""

    artist_id: str
    name: str
    hometown: Hometown


class Recording(NamedTuple):
    """What one song file says. Duration in seconds; year 0 is unknown."""

    track_id: str
    song_id: str
    artist: Artist
    artist_name: str
    title: str
    duration: float
    year: int

    @property
    def credit(self) -> tuple[str, str]:
        """What no two recordings share."""
        return credit(self.artist_name, self.title)


def recordings(count: int, rng: Random) -> Iterator[Recording]:
    """Yield count recordings: unique track and song ids, no two with the same credit."""
    artists: list[Artist] = []
    credits_seen: set[tuple[str, str]] = set()
    for serial in range(count):
        if not artists or happens(rng, SHARE_NEW_ARTIST):
            artists.append(_artist(len(artists), rng))
            artist = artists[-1]
        else:
            artist = pick(rng, artists)
        guest = f" feat. {artist_name(rng)}" if happens(rng, SHARE_WITH_GUEST) else ""
        name, title = artist.name + guest, song_title(rng)
        while credit(name, title) in credits_seen:
            title = song_title(rng)
        credits_seen.add(credit(name, title))
        first_letter = LETTERS[serial // SONGS_PER_FOLDER_LETTER % len(LETTERS)]
        yield Recording(
            track_id=f"TR{first_letter}{_letters(4, rng)}128F{serial_digits(serial)}",
            song_id=f"SO{_letters(5, rng)}12AB{serial_digits(serial)}",
            artist=artist,
            artist_name=name,
            title=title,
            duration=duration(rng),
            year=0 if happens(rng, SHARE_YEAR_UNKNOWN) else int(YEARS.draw(rng)),
        )


def credit(artist: str, title: str) -> tuple[str, str]:
    """Return what a song is known by. Blanks at the end do not count: nobody sees them."""
    return artist.rstrip(" "), title.rstrip(" ")


def duration(rng: Random) -> float:
    """Return a song's length in seconds, to the five decimals that the files keep."""
    return round(DURATIONS.draw(rng), 5)


def _artist(serial: int, rng: Random) -> Artist:
    artist_id = f"AR{_letters(5, rng)}1187{serial_digits(serial)}"
    return Artist(artist_id, artist_name(rng), HOMETOWNS.pick(rng))


def _letters(count: int, rng: Random) -> str:
    return "".join(pick(rng, LETTERS) for _ in range(count))


def serial_digits(serial: int) -> str:
    """Return the seven digits of an id that tell it from all others of its kind."""
    # An odd factor makes this a permutation of the seven-digit numbers: ids look drawn, and never repeat.
    return f"{serial * 0x9E3779B % 16**7:07X}"
