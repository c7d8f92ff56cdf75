"""Filters as they come in a request, turned into conditions whose values are bound."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from songplays.dashboard.questions import FILTERS
from songplays.errors import UsageError

LONGEST = 256
CLOCKS = {"utc": "", "local": "local_"}


@dataclass(frozen=True)
class Filters:
    """What to choose: by filter, SQL conditions with their values; and the prefix of the columns of the clock."""

    conditions: Mapping[str, Sequence[tuple[str, Any]]]
    clock: str

    def of(self, names: Iterable[str]) -> tuple[str, list[Any]]:
        """Return the condition of the filters called `names`, always true without one, and its parameters."""
        wanted = [condition for name in names for condition in self.conditions.get(name, ())]
        return " AND ".join(["1 = 1", *(text for text, _ in wanted)]), [value for _, value in wanted]

    def besides(self, own: Sequence[str]) -> tuple[str, list[Any]]:
        """Return the condition of all filters but `own`, and its parameters."""
        return self.of(name for name in FILTERS if name not in own)


def filters_of(told: Iterable[tuple[str, str]]) -> Filters:
    """Return the filters of a request's parameters; UsageError if one is unknown, told twice or no possible value."""
    values: dict[str, str] = {}
    for name, value in told:
        if name in values or name not in {*PARSED, "zone"} or len(value) > LONGEST:
            raise UsageError(f"{name[:LONGEST]!r} is no filter, told twice, or too long")
        values[name] = value
    zone = values.pop("zone", "utc")
    if zone not in CLOCKS:
        raise UsageError(f"zone {zone!r}: write utc or local")
    conditions: dict[str, list[tuple[str, Any]]] = {}
    for name, value in values.items():
        filter_name, sql, parse = PARSED[name]
        try:
            condition = (sql.format(clock=CLOCKS[zone]), parse(value))
        except ValueError:
            raise UsageError(f"{name} {value!r} cannot be") from None
        conditions.setdefault(filter_name, []).append(condition)
    return Filters(conditions, CLOCKS[zone])


def _up_to(most: int) -> Callable[[str], int]:
    def parsed(text: str) -> int:
        number = int(text)
        if not 0 <= number <= most:
            raise ValueError(text)
        return number

    return parsed


PARSED: Mapping[str, tuple[str, str, Callable[[str], Any]]] = {
    "from": ("day", "{clock}day >= ?", date.fromisoformat),
    "to": ("day", "{clock}day <= ?", date.fromisoformat),
    "weekday": ("weekday", "{clock}weekday = ?", _up_to(6)),
    "hour": ("hour", "{clock}hour = ?", _up_to(23)),
    **{name: (name, f"{name} = ?", str) for name in ("level", "device", "browser", "state")},
}
"""By parameter: the filter it belongs to, its condition, and how its value is read."""
