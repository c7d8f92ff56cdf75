"""One visit, from the first page to the last."""

from random import Random
from typing import NamedTuple

from songplays.simulate import pages
from songplays.simulate.catalogue import Catalogue, Song
from songplays.simulate.draws import Quantiles, Weighted, happens
from songplays.simulate.pages import Page
from songplays.simulate.people import Listener

SHARE_LOGGED_OUT_AT_FIRST = 0.1
SHARE_WITHOUT_LOGIN = 0.2
SHARE_HOME_FIRST = 0.45
SHARE_INTERRUPTED_PLAYS = 0.06
SHARE_SETTINGS_SAVED = 0.18
SHARE_LOGOUT = 0.09

# Plays in one session; some visits are no more than a look at the home page.
PLAYS = {
    "free": Quantiles((0, 0), (0.2, 1), (0.63, 2), (0.84, 3), (0.94, 5), (0.99, 9), (1, 30)),
    "about to change": Quantiles((0, 0), (0.15, 1), (0.5, 8), (0.9, 22), (1, 45)),
    "paid": Quantiles((0, 0), (0.22, 1), (0.5, 9), (0.75, 30), (0.9, 54), (0.99, 106), (1, 124)),
}
ASIDES = {
    "free": Weighted(
        [
            (pages.HOME, 50),
            (pages.UPGRADE, 14),
            (pages.SETTINGS, 8),
            (pages.HELP, 6),
            (pages.ABOUT, 6),
            (pages.ERROR, 3),
        ]
    ),
    "paid": Weighted(
        [
            (pages.HOME, 120),
            (pages.DOWNGRADE, 55),
            (pages.SETTINGS, 42),
            (pages.HELP, 30),
            (pages.ABOUT, 16),
            (pages.ERROR, 7),
        ]
    ),
}


class Event(NamedTuple):
    """One line of the log. Time in milliseconds since 1970, UTC; the song is None on all pages but NextSong."""

    ts: int
    listener: Listener
    session_id: int
    item: int
    page: Page
    logged_in: bool
    level: str
    song: Song | None


class Session:
    """Walks one listener through one session; times rise strictly, items count up from 0."""

    def __init__(self, session_id: int, listener: Listener, starts_at: int, catalogue: Catalogue, rng: Random) -> None:
        """Begin at starts_at, milliseconds since 1970, UTC."""
        self.events: list[Event] = []
        self._session_id = session_id
        self._listener = listener
        self._now = starts_at
        self._songs = catalogue.songs
        self._rng = rng
        self._logged_in = True

    def walk(self) -> list[Event]:
        """Return the session's events; the listener's level may have changed on the way."""
        listener = self._listener
        plays = self._plays()
        if self._arrive(must_see_home=plays == 0, may_give_up=listener.only_day is None):
            for _ in range(plays):
                self._play()
            self._leave()
        listener.free_at = self._now
        return self.events

    def _plays(self) -> int:
        listener = self._listener
        habit = "about to change" if listener.level == "free" and listener.plays_to_change else listener.level
        plays = int(PLAYS[habit].draw(self._rng))
        return plays if listener.only_day is None else max(plays, 1)

    def _arrive(self, *, must_see_home: bool, may_give_up: bool) -> bool:
        if happens(self._rng, SHARE_LOGGED_OUT_AT_FIRST):
            self._logged_in = False
            self._look_around_logged_out()
            if may_give_up and happens(self._rng, SHARE_WITHOUT_LOGIN):
                return False
            self._log_in()
        elif must_see_home or happens(self._rng, SHARE_HOME_FIRST):
            self._open(pages.HOME)
            self._wait(5, 90)
        return True

    def _look_around_logged_out(self) -> None:
        self._open(pages.HOME)
        self._wait(2, 60)
        if happens(self._rng, 0.15):
            self._open(pages.ABOUT if happens(self._rng, 0.6) else pages.HELP)
            self._wait(5, 60)

    def _log_in(self) -> None:
        self._open(pages.LOGIN)
        self._now += 1000
        self._logged_in = True
        self._open(pages.HOME)
        self._wait(5, 60)

    def _play(self) -> None:
        listener = self._listener
        song = next(self._songs)
        self._open(pages.NEXT_SONG, song)
        if listener.plays_to_change:
            listener.plays_to_change -= 1
            if not listener.plays_to_change:
                self._wait(1, song.length)
                self._change_level()
                return
        if self._rng.random() < SHARE_INTERRUPTED_PLAYS:
            self._wait(1, song.length)
            self._step_aside()
        else:
            self._now += 1000 * int(song.length)

    def _step_aside(self) -> None:
        page = ASIDES[self._listener.level].pick(self._rng)
        self._open(page)
        if page is pages.SETTINGS and happens(self._rng, SHARE_SETTINGS_SAVED):
            self._wait(10, 90)
            self._submit(pages.SAVE_SETTINGS)
        self._wait(3, 120)

    def _change_level(self) -> None:
        listener = self._listener
        rises = listener.level == "free"
        self._open(pages.UPGRADE if rises else pages.DOWNGRADE)
        self._wait(10, 120)
        # The submitted page still carries the old level.
        self._submit(pages.SUBMIT_UPGRADE if rises else pages.SUBMIT_DOWNGRADE, then="paid" if rises else "free")
        listener.plays_to_change, listener.then_back_after = listener.then_back_after, 0
        self._wait(3, 60)

    def _submit(self, page: Page, then: str | None = None) -> None:
        self._open(page)
        self._now += 1000
        self._listener.level = then or self._listener.level
        self._open(pages.HOME)

    def _leave(self) -> None:
        if happens(self._rng, SHARE_LOGOUT):
            self._open(pages.LOGOUT)
            self._now += 1000
            self._logged_in = False
            if happens(self._rng, 0.6):
                self._open(pages.HOME)
                self._wait(1, 60)

    def _open(self, page: Page, song: Song | None = None) -> None:
        listener = self._listener
        self.events.append(
            Event(self._now, listener, self._session_id, len(self.events), page, self._logged_in, listener.level, song)
        )

    def _wait(self, least: float, most: float) -> None:
        """Let whole seconds pass, at least one."""
        self._now += 1000 * max(1, int(least + (most - least) * self._rng.random()))
