"""Write what happened as the bucket holds it, and keep the answers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from songplays.simulate.answers import Account, Delivery
from songplays.simulate.bucket import Bucket
from songplays.simulate.log_lines import LogLines
from songplays.simulate.recordings import Recording
from songplays.simulate.session import Event
from songplays.simulate.song_files import song_json, song_path


def log_path(day: date, name: str = "events.json") -> str:
    """Return where a day's log file lies in the bucket."""
    return f"log_data/{day:%Y}/{day:%m}/{day:%Y-%m-%d}-{name}"


class Writer:
    """Writes a bucket without faults."""

    def __init__(self, bucket: Bucket) -> None:
        """Prepare to write into the bucket."""
        self._bucket = bucket
        self._log_lines = LogLines()
        self._delivered = Delivery()

    def write_song(self, number: int, recording: Recording) -> None:
        """Write the file of the song that is the number-th by popularity."""
        self._bucket.write(f"song_data/{song_path(recording.track_id)}", song_json(recording).encode("ascii"))
        self._delivered.add_song(recording, number)
        self._delivered.plain_songs += 1

    def write_day(self, day: date, events: Sequence[Event]) -> None:
        """Write a UTC day's log file, events in order of time: lines divided by LF, none after the last."""
        path, lines = log_path(day), self._log_lines.lines(events)
        self._bucket.write(path, "\n".join(lines).encode("ascii"))
        self._delivered.files[path] = Account(lines=len(lines), loaded=len(lines))
        self._delivered.tally.add(events)

    def answers(self) -> dict[str, Any]:
        """Return the answers to what was written."""
        return self._delivered.answers()
