"""Write a bucket with faults, and keep the answers: as it is delivered, and once the late files are there too."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

from songplays.simulate.bucket import Bucket
from songplays.simulate.catalogue import song_on_file
from songplays.simulate.faults.deliveries import Deliveries
from songplays.simulate.faults.log_files import FaultyLogFiles
from songplays.simulate.faults.period import Period
from songplays.simulate.faults.song_files import LATE_SONG, MENDED, TOLD_TWICE, FaultySongFiles
from songplays.simulate.faults.visitor import visitor
from songplays.simulate.recordings import Recording
from songplays.simulate.session import Event


class FaultyWriter:
    """Writes a bucket with faults. They are planted in songs and visits of their own, so nothing true is lost."""

    def __init__(self, bucket: Bucket, period: Period, songs: int, users: int, rng: Random) -> None:
        """Prepare to write the songs of so many recordings and the logs of so many users."""
        self._deliveries = Deliveries(bucket)
        self._song_files = FaultySongFiles(self._deliveries, songs)
        self._log_files = FaultyLogFiles(self._deliveries, period, visitor(users + 1, period.opens_at, rng), rng)

    def write_song(self, number: int, recording: Recording) -> None:
        """Write the file of the song that is the number-th by popularity, or let it come late."""
        self._song_files.write(number, recording)

    def write_day(self, day: date, events: Sequence[Event]) -> None:
        """Write a UTC day's log file, events in order of time, or let it come late."""
        recordings = self._song_files.most_popular
        songs = [song_on_file(number, recordings[number]) for number in (TOLD_TWICE, MENDED, LATE_SONG)]
        self._log_files.write(day, events, songs)

    def answers(self) -> dict[str, Any]:
        """Return the answers to what is in the bucket at first, the faults, and the answers with the late files."""
        return self._deliveries.answers()
