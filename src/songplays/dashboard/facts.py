"""The plays of the page, counted by everything that can be filtered: as much of it as one page can carry."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from songplays.dashboard.time_zones import ZONE_OF_STATE, offsets
from songplays.engines.protocol import Reader

MOST_ROWS = 50_000
MOST_CHARACTERS = 1_300_000
NAMED = ("level", "device", "browser", "system", "state", "song_match", "artist", "song")
COUNTED = ("user", "session")
STEPS = (
    ("day", "hour", "level", "device", "browser", "system", "state", "user", "session", "song_match", "artist", "song"),
    ("day", "hour", "level", "device", "browser", "system", "state", "user", "session"),
    ("day", "hour", "level", "device", "browser", "state"),
    ("day", "hour", "level", "device", "state"),
    ("day", "hour", "level", "state"),
    ("day", "hour", "level"),
    ("day", "level"),
)
"""What the plays are counted by: the first that fits is taken. What is dropped first is missed least."""
COLUMNS = {"user": "user_id", "session": "session_id", "system": '"system"'}
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Plays, counted by `dimensions`, in columns.

    days and hours are UTC, days counted from 1970; names are numbered from the one with the most plays on, users and
    sessions in the order of their ids, which the page therefore does not hold.
    """

    dimensions: Sequence[str]
    columns: dict[str, list[int]]
    names: dict[str, list[str]]

    @property
    def dropped(self) -> Sequence[str]:
        """The dimensions that did not fit."""
        return [dimension for dimension in STEPS[0] if dimension not in self.dimensions]

    def as_json(self) -> dict[str, Any]:
        """Return what the page's script reads."""
        days = self.columns["day"]
        zones = offsets(_date(min(days)), _date(max(days))) if days else {}
        return {
            "columns": self.columns,
            "names": self.names,
            "zones": zones,
            "zone_of_state": {
                state: ZONE_OF_STATE[state] for state in self.names.get("state", []) if state in ZONE_OF_STATE
            },
        }


def read_facts(engine: Reader) -> Facts:
    """Return the plays of the warehouse, counted as finely as a page can carry."""
    for dimensions in STEPS:
        facts = _counted(engine, dimensions)
        if facts is not None:
            return facts
    raise AssertionError("days and levels alone fit: the warehouse refuses times before 2000")


def counted_plays(dimensions: Sequence[str]) -> str:
    """Return the CTEs of which the last, `counted`, has the plays counted by `dimensions`."""
    columns = columns_of(dimensions)
    text = resources.files(__package__).joinpath("facts.sql").read_text(encoding="utf-8").rstrip()
    source = "played_songs" if "song" in dimensions else "played"
    counted = f"    SELECT {columns}, COUNT(*) AS plays\n    FROM {source}\n    GROUP BY {columns}"
    return f"{text},\ncounted AS (\n{counted}\n)\n"


def columns_of(dimensions: Sequence[str]) -> str:
    """Return the columns of `dimensions`, as a list in SQL."""
    return ", ".join(COLUMNS.get(dimension, dimension) for dimension in dimensions)


def _rows(engine: Reader, dimensions: Sequence[str]) -> int:
    """Return how many rows the plays make, counted by `dimensions`, or how many at least."""
    if "session" in dimensions:
        # Quickly counted, and no more than there will be rows.
        sessions = int(engine.fetch("SELECT COUNT(*) FROM user_sessions").rows[0][0])
        if sessions > MOST_ROWS:
            return sessions
    return int(engine.fetch(f"{counted_plays(dimensions)}SELECT COUNT(*) FROM counted").rows[0][0])


def _counted(engine: Reader, dimensions: Sequence[str]) -> Facts | None:
    """Return the plays counted by `dimensions`; None if they are too many for a page."""
    if _rows(engine, dimensions) > MOST_ROWS:
        return None
    names = columns_of(dimensions)
    rows = engine.fetch(f"{counted_plays(dimensions)}SELECT {names}, plays\nFROM counted\nORDER BY {names}").rows
    facts = _in_numbers(dimensions, list(zip(*rows, strict=True)) or [()] * (len(dimensions) + 1))
    return facts if _characters(facts) <= MOST_CHARACTERS else None


def _in_numbers(dimensions: Sequence[str], columns: Sequence[Sequence[Any]]) -> Facts:
    """Return facts from the values of each dimension, and the plays last."""
    values = dict(zip((*dimensions, "plays"), columns, strict=True))
    numbers: dict[str, list[int]] = {"plays": [int(number) for number in values["plays"]]}
    names = {name: _most_played_first(values[name], numbers["plays"]) for name in NAMED if name in values}
    for dimension in dimensions:
        column = values[dimension]
        if dimension in names:
            numbers[dimension] = _numbered(column, names[dimension])
        elif dimension == "user":
            numbers[dimension] = _numbered(column, sorted(set(column)))
        elif dimension == "session":  # the same number may be a session of several users
            sessions = list(zip(values["user"], column, strict=True))
            numbers[dimension] = _numbered(sessions, sorted(set(sessions)))
        else:
            numbers[dimension] = [(value - EPOCH).days if dimension == "day" else int(value) for value in column]
    return Facts(dimensions=dimensions, columns=numbers, names=names)


def _most_played_first(column: Sequence[str], plays: Sequence[int]) -> list[str]:
    played: Counter[str] = Counter()
    for name, number in zip(column, plays, strict=True):
        played[name] += number
    return sorted(played, key=lambda name: (-played[name], name))


def _numbered(column: Sequence[Any], names: Sequence[Any]) -> list[int]:
    numbers = {name: number for number, name in enumerate(names)}
    return [numbers[name] for name in column]


def _characters(facts: Facts) -> int:
    columns = sum(len(str(number)) + 1 for column in facts.columns.values() for number in column)
    return columns + sum(len(name) + 3 for names in facts.names.values() for name in names)


def _date(days: int) -> date:
    return date.fromordinal(EPOCH.toordinal() + days)
