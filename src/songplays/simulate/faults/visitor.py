"""Somebody who comes only to bring faults: what she does is true and counts like what anybody does."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from random import Random

from songplays.simulate import pages
from songplays.simulate.catalogue import Song
from songplays.simulate.pages import Page
from songplays.simulate.people import Listener, population
from songplays.simulate.session import Event

STEP = 97_000
"""Milliseconds from one of her events to the next."""


class Visit:
    """One session of the visitor. Sessions are numbered from 1, as everybody's: others have the same numbers."""

    def __init__(self, visitor: Listener, session_id: int, starts_at: int, level: str = "free") -> None:
        """Begin at starts_at, milliseconds since 1970, UTC."""
        self._visitor = visitor
        self._session_id = session_id
        self._times = count(starts_at, STEP)
        self._items = count()
        self._level = level

    def open(self, page: Page = pages.HOME, song: Song | None = None) -> Event:
        """Open a page."""
        item = next(self._items)
        return Event(next(self._times), self._visitor, self._session_id, item, page, True, self._level, song)

    def play(self, song: Song) -> Event:
        """Start a song."""
        return self.open(pages.NEXT_SONG, song)


def visitor(user_id: int, opens_at: int, rng: Random) -> Listener:
    """Return the visitor."""
    (somebody,) = population(1, 1, opens_at, rng)
    return replace(somebody, user_id=user_id)


def unheard_songs() -> Iterator[Song]:
    """Yield songs that nobody else plays and that have no file; their numbers are below 0."""
    return (Song(-number, "The Visitors", f"Planted {number}", 200.5) for number in count(1))
