"""What can be played: a few songs that have a file, and very many that have none."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from songplays.simulate.draws import Ranks, happens
from songplays.simulate.recordings import Recording, credit, duration
from songplays.simulate.titles import artist_name, song_title

SHARE_WITH_FILE = 0.052
SHARE_OTHER_LENGTH = 0.04  # of those: the same title and artist, another version
SHARE_ARTIST_WITH_FILE = 0.6  # of the others: the artist is known, the song is not
SONGS_WITHOUT_FILE = 100_000
ARTISTS_WITHOUT_FILE = 10_000


class Song(NamedTuple):
    """A song as a player knows it. Length in seconds; the number tells songs apart, versions included.

    recording: the number of the recording that it is a version of; None for a song without a file. The recording's
    own version has the recording's number.
    """

    number: int
    artist: str
    title: str
    length: float
    recording: int | None = None


def song_on_file(number: int, recording: Recording) -> Song:
    """Return the song that a recording, the number-th by popularity, is of."""
    return Song(number, recording.artist_name, recording.title, recording.duration, number)


class Catalogue:
    """Songs by popularity. Those without a file are made up when they are first played.

    songs: without end, the songs that are played one after the other, by whomever.
    """

    def __init__(self, recordings: Sequence[Recording], rng: Random) -> None:
        """Take the recordings, most popular first."""
        self._rng = rng
        self._on_file = [song_on_file(number, recording) for number, recording in enumerate(recordings)]
        self._credits = {recording.credit for recording in recordings}
        self._known_artists = list(dict.fromkeys(recording.artist.name for recording in recordings))
        self._count = len(self._on_file)
        self._other_versions: dict[int, Song] = {}
        self._unfiled: dict[int, Song] = {}
        self._unknown_artists: dict[int, str] = {}
        self._on_file_ranks = Ranks(len(self._on_file), evenness=5)
        self._unfiled_ranks = Ranks(SONGS_WITHOUT_FILE, evenness=30)
        self._unknown_artist_ranks = Ranks(ARTISTS_WITHOUT_FILE, evenness=30)
        self._known_artist_ranks = Ranks(len(self._known_artists), evenness=30)
        self.songs = self._draw()

    def _draw(self) -> Iterator[Song]:
        random, unfiled = self._rng.random, self._unfiled
        while True:
            if self._on_file and random() < SHARE_WITH_FILE:
                song = self._on_file[self._on_file_ranks.at(random())]
                yield self._other_version(song) if random() < SHARE_OTHER_LENGTH else song
                continue
            rank = self._unfiled_ranks.at(random())
            if rank not in unfiled:
                unfiled[rank] = self._new_song()
            yield unfiled[rank]

    def _other_version(self, song: Song) -> Song:
        if song.number not in self._other_versions:
            length = round(song.length + 3 + 60 * self._rng.random(), 5)
            self._other_versions[song.number] = song._replace(number=self._next_number(), length=length)
        return self._other_versions[song.number]

    def _new_song(self) -> Song:
        artist, title = self._artist(), song_title(self._rng)
        while credit(artist, title) in self._credits:
            title = song_title(self._rng)
        return Song(self._next_number(), artist, title, duration(self._rng))

    def _artist(self) -> str:
        if self._known_artists and happens(self._rng, SHARE_ARTIST_WITH_FILE):
            return self._known_artists[self._known_artist_ranks.pick(self._rng)]
        rank = self._unknown_artist_ranks.pick(self._rng)
        if rank not in self._unknown_artists:
            self._unknown_artists[rank] = artist_name(self._rng)
        return self._unknown_artists[rank]

    def _next_number(self) -> int:
        self._count += 1
        return self._count - 1
