"""What a run is made of: its size, what was measured, and what that says of the targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench import buckets
from bench.timing import Sample, Series


@dataclass(frozen=True)
class Size:
    """How much is measured: events and days of the large bucket, simulated songs, and how often."""

    events: int = 10_000_000
    days: int = 365
    songs: int = 15_000
    rounds: int = 7
    large_rounds: int = 3

    def small_bucket(self) -> Path:
        """Return the real data set where it is, or one of its kind."""
        return buckets.real() or buckets.simulated(users=100, days=30, songs=self.songs)

    def large_bucket(self) -> Path:
        """Return the large bucket, with one day more than `days`; 8,300 users make ten million events in a year."""
        users = max(1, round(self.events * 8300 / 10_000_000 * 365 / self.days))
        return buckets.simulated(users=users, days=self.days + 1, songs=self.songs)


@dataclass(frozen=True)
class Target:
    """What is asked for, as a highest value, and what came out, a value a round."""

    what: str
    unit: str
    highest: float
    measured: Sequence[float]

    @property
    def verdict(self) -> str:
        """Whether the median is within what is asked for."""
        return "met" if median(self.measured) <= self.highest else "missed"


class Day(NamedTuple):
    """The load of one more day: the how many-th it was, and what it took."""

    number: int
    took: Sample


@dataclass(frozen=True)
class Section:
    """One run, so that its figures may be compared with each other.

    series: songplays first; the others are compared with it.
    notes: what a series does and does not do, by label. skipped: why something was not run, by label.
    days: loads of one day after the other.
    """

    title: str
    series: Sequence[Series]
    targets: Sequence[Target] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    skipped: Mapping[str, str] = field(default_factory=dict)
    days: Sequence[Day] = ()
