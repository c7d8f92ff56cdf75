"""The views that follow the filters: what they count plays by, and which filters they show the whole of."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

FILTERS = ("day", "level", "device", "browser", "state", "weekday", "hour")
MADE_OF = {"weekday": "day"}
"""Filters that are read off another dimension of the plays."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """How the plays of a view are counted.

    by: the dimensions that make a row of it.
    own: the filters that it shows the whole of, what they leave out being faded.
    click: filter → where a mark's datum holds the value to filter by.
    users: whether each row also counts users.
    top: only so many rows, those with the most plays.
    """

    by: Sequence[str]
    own: Sequence[str] = ()
    click: Mapping[str, str] = field(default_factory=dict)
    users: bool = False
    top: int | None = None

    @property
    def needs(self) -> frozenset[str]:
        """The dimensions of the plays that it cannot be answered without."""
        return frozenset(MADE_OF.get(dimension, dimension) for dimension in self.by)

    def as_json(self) -> dict[str, Any]:
        """Return what the page's script reads."""
        return asdict(self)


TOP = 10
QUESTIONS = {
    "plays_by_day": Question(by=("day", "level"), own=("day",), click={"day": "day"}),
    "plays_by_level": Question(by=("level",), own=("level",), click={"level": "value"}, users=True),
    "plays_by_hour": Question(by=("hour", "level"), own=("hour",), click={"hour": "hour"}),
    "plays_by_weekday_and_hour": Question(
        by=("weekday", "hour"), own=("weekday", "hour"), click={"weekday": "weekday", "hour": "hour"}
    ),
    "plays_by_state": Question(by=("state",), own=("state",), click={"state": "id"}, users=True),
    "plays_by_device": Question(by=("device",), own=("device",), click={"device": "value"}, users=True),
    "plays_by_browser": Question(by=("browser",), own=("browser",), click={"browser": "value"}, users=True),
    "plays_by_browser_and_system": Question(by=("browser", "system"), users=True),
    "matched_plays": Question(by=("song_match",), users=True),
    "top_artists": Question(by=("artist",), users=True, top=TOP),
    "top_songs": Question(by=("song", "artist"), users=True, top=TOP),
}
"""By metric. Each counts what the metric counts, of the plays that the filters choose."""
