"""Faults to plant in a bucket: a known list of what goes wrong with real files, and what must become of each."""

from songplays.simulate.faults.period import LEAST_DAYS, Period
from songplays.simulate.faults.song_files import LEAST_SONGS
from songplays.simulate.faults.writer import FaultyWriter

__all__ = ["LEAST_DAYS", "LEAST_SONGS", "FaultyWriter", "Period"]
