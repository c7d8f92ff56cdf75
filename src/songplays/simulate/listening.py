"""Everybody's sessions, day by day."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from operator import itemgetter
from random import Random

from songplays.simulate.catalogue import Catalogue
from songplays.simulate.draws import Weighted
from songplays.simulate.people import DAY, Listener
from songplays.simulate.session import Event, Session

# The logger counts whole seconds from its own start, so every event carries the same milliseconds.
MILLISECONDS = 796
BREAK = 600_000
TIME = itemgetter(Event._fields.index("ts"))

BUSY_BY_WEEKDAY = (1.1, 1.15, 1.3, 1.1, 1.15, 0.7, 0.5)  # Monday first, 1 on average
SATURDAY = 5
# fmt: off
HOURS_ON_WEEKDAYS = Weighted(enumerate((
    3, 2, 1, 1, 1, 1, 2, 4, 6, 6, 6, 6, 8, 7, 6, 7, 9, 12, 15, 17, 17, 14, 9, 5,
)))
HOURS_ON_WEEKENDS = Weighted(enumerate((
    6, 4, 3, 2, 1, 1, 1, 2, 4, 6, 8, 9, 10, 10, 10, 10, 11, 12, 13, 14, 14, 13, 11, 8,
)))
# fmt: on


def midnight(day: date) -> int:
    """Return the start of a day in UTC, in milliseconds since 1970."""
    return int(datetime.combine(day, time(), UTC).timestamp()) * 1000


def listen(
    listeners: Sequence[Listener], first_day: date, days: int, catalogue: Catalogue, rng: Random
) -> Iterator[tuple[date, list[Event]]]:
    """Yield each UTC day and its events in order of time.

    Only a day's events are held, and those of sessions that run past midnight; what runs past the last day is lost.
    """
    session_ids = count(1)
    events: list[Event] = []
    for number in range(days):
        day = first_day + timedelta(days=number)
        begins, busy = midnight(day), BUSY_BY_WEEKDAY[day.weekday()]
        hours = HOURS_ON_WEEKENDS if day.weekday() >= SATURDAY else HOURS_ON_WEEKDAYS
        for listener in listeners:
            if listener.only_day is None:
                sessions = int(listener.sessions_per_day * busy + rng.random())
            else:
                sessions = int(listener.only_day == number)
            if sessions:
                for seconds in sorted(_second_of_day(listener, hours, rng) for _ in range(sessions)):
                    starts_at = max(begins + 1000 * seconds + MILLISECONDS, listener.free_at + BREAK)
                    events += Session(next(session_ids), listener, starts_at, catalogue, rng).walk()
        events.sort(key=TIME)
        ended = bisect_left(events, begins + DAY, key=TIME)
        yield day, events[:ended]
        events = events[ended:]


def _second_of_day(listener: Listener, hours: Weighted[int], rng: Random) -> int:
    local_hour = hours.pick(rng) + listener.shift
    return (local_hour - listener.metro.utc_offset) % 24 * 3600 + int(rng.random() * 3600)
