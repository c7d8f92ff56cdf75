"""Song files with faults."""

from songplays.simulate.faults import song_objects
from songplays.simulate.faults.deliveries import Deliveries, Lines
from songplays.simulate.faults.forms import BOM, packed, spread
from songplays.simulate.faults.plant import DUPLICATE, Plant, loaded, rejected
from songplays.simulate.recordings import Recording
from songplays.simulate.song_files import song_json, song_path

LEAST_SONGS = 8
TOLD_TWICE, SPREAD, SEVERAL, MENDED, PACKED, MARKED, LATE_SONG = 0, 1, 2, 3, 4, 5, 7
"""The songs to which something happens, by popularity; LATE_SONG and every fortieth after it come late."""
EVERY = 40


class FaultySongFiles:
    """Writes each song's file: in an odd form, late, or cut at first and mended later; and songs that nobody plays."""

    def __init__(self, deliveries: Deliveries, songs: int) -> None:
        """Prepare to write; songs: how many there are, LEAST_SONGS or more, without those that nobody plays."""
        self.most_popular: list[Recording] = []
        self._deliveries = deliveries
        self._songs = songs
        self._companions: list[Plant] = []

    def write(self, number: int, recording: Recording) -> None:
        """Write the file of the song that is the number-th by popularity."""
        path, content = _path_of(recording), song_json(recording).encode("ascii")
        if number < LEAST_SONGS:
            self.most_popular.append(recording)
        if number == TOLD_TWICE:
            self._write_unplayed(recording, content)
        if number % EVERY == LATE_SONG:
            self._deliveries.add_song(recording, number, late=True)
            self._deliveries.write_plain_song(path, content, "a late song", late=True)
        elif number == MENDED:
            cut = rejected("a song cut short, mended late", content[: len(content) // 2], "(line)", "malformed JSON")
            self._deliveries.add_song(recording, number, late=True)
            self._deliveries.write(path, [cut], passing=True)
            self._deliveries.write_plain_song(path, content, "a mended song", late=True)
        else:
            self._deliveries.add_song(recording, number)
            self._write_in_form(number, path, content)

    def _write_in_form(self, number: int, path: str, content: bytes) -> None:
        if number == SPREAD:
            self._deliveries.write_plain_song(path, spread(content), "a song spread over lines")
        elif number == MARKED:
            windows = BOM + spread(content).replace(b"\n", b"\r\n")
            self._deliveries.write_plain_song(path, windows, "a song with a byte order mark and CRLF")
        elif number == PACKED:
            self._deliveries.write_plain_song(f"{path}.gz", packed(content), "a song in gzip")
        elif number == SEVERAL:
            # The third stands on the second's line, and takes the next number all the same.
            lines: Lines = [content, *self._companions]
            self._deliveries.write(path, lines, form=lambda joined: b"}{".join(joined.rsplit(b"}\n{", 1)))
        else:
            self._deliveries.write_plain_song(path, content)

    def _write_unplayed(self, recording: Recording, content: bytes) -> None:
        """Write songs that nobody plays, of the most popular song's artist, and that song once more."""
        songs = song_objects.unplayed_recordings(self._songs, recording.artist)
        again, bad, long, second, third, empty = (next(songs) for _ in range(6))
        self._deliveries.write(_path_of(again), [Plant("a song in two files", content, (DUPLICATE,))])
        self._deliveries.write(_path_of(bad), list(song_objects.bad_objects(songs)))
        self._deliveries.write(_path_of(long), [song_objects.object_with_long_values(long)])
        self._deliveries.write(_path_of(empty), [])
        self._companions = [
            loaded("a second song in a file", song_json(second)),
            loaded("a third song on its line", song_json(third)),
        ]
        for song in (long, second, third):
            self._deliveries.add_song(song)


def _path_of(recording: Recording) -> str:
    return f"song_data/{song_path(recording.track_id)}"
