"""Count what happened while it happens: a few numbers for each user, each hour and each song, none for each event."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from songplays.simulate.catalogue import Song
from songplays.simulate.people import Listener
from songplays.simulate.session import Event

HOUR = 3_600_000


@dataclass(slots=True)
class LevelRun:
    """Sessions of a user, one after the other, at one level; began is the first play, milliseconds since 1970, UTC."""

    level: str
    began: int
    sessions: int = 0
    plays: int = 0


@dataclass(slots=True)
class User:
    """Somebody who was seen logged in, and what they did. Times are milliseconds since 1970, UTC.

    level: at their newest event. runs: their sessions with plays, oldest first.
    """

    listener: Listener
    level: str = "free"
    free_plays: int = 0
    paid_plays: int = 0
    plays_before_paid: int = 0
    last_play: int = 0
    runs: list[LevelRun] = field(default_factory=list)
    session_id: int | None = None
    session_began: int = 0
    session_plays: int = 0
    session_level: str = ""

    @property
    def plays(self) -> int:
        """How many songs they started."""
        return self.free_plays + self.paid_plays

    @property
    def sessions(self) -> int:
        """In how many sessions they did."""
        return sum(run.sessions for run in self.runs)

    @property
    def levels(self) -> list[str]:
        """The levels of their runs, oldest first."""
        return [run.level for run in self.runs]

    def end_session(self) -> None:
        """Count the session that was going on, if any. One free play makes all of it free."""
        if self.session_id is None:
            return
        if not self.runs or self.runs[-1].level != self.session_level:
            self.runs.append(LevelRun(self.session_level, self.session_began))
        self.runs[-1].sessions += 1
        self.runs[-1].plays += self.session_plays
        self.session_id = None


class Tally:
    """Counts events. They come in order of time, and nobody is in two sessions at once."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.events = 0
        self.moments = 0
        self.first_play: int | None = None
        self.last_play: int | None = None
        self.free_by_hour: Counter[int] = Counter()
        self.paid_by_hour: Counter[int] = Counter()
        self.plays_of_song: dict[int, int] = {}
        self.songs: dict[int, Song] = {}
        self.agents: set[str] = set()
        self._users: dict[int, User] = {}

    def add(self, events: Iterable[Event]) -> None:
        """Count events in order of time; those of one millisecond must come together."""
        users, of_song = self._users, self.plays_of_song
        free_by_hour, paid_by_hour = self.free_by_hour, self.paid_by_hour
        count = 0
        moments = set()
        for ts, listener, session_id, _, _, logged_in, level, song in events:
            count += 1
            if not logged_in:
                continue
            user = users.get(listener.user_id) or self._meet(listener)
            user.level = level
            if song is None:
                continue
            if session_id != user.session_id:
                user.end_session()
                user.session_id, user.session_began, user.session_plays, user.session_level = session_id, ts, 0, level
            user.session_plays += 1
            user.last_play = ts
            if level == "free":
                user.free_plays += 1
                user.session_level = "free"
                free_by_hour[ts // HOUR] += 1
            else:
                if not user.paid_plays:
                    user.plays_before_paid = user.free_plays
                user.paid_plays += 1
                paid_by_hour[ts // HOUR] += 1
            number = song.number
            if number in of_song:
                of_song[number] += 1
            else:
                self.songs[number], of_song[number] = song, 1
            moments.add(ts)
        self.events += count
        self.moments += len(moments)
        if moments:
            self.first_play = min(moments) if self.first_play is None else self.first_play
            self.last_play = max(moments)

    def users(self) -> list[User]:
        """End every session that is going on, and return the users by their ids. Nothing can be added any more."""
        for user in self._users.values():
            user.end_session()
        return [self._users[user_id] for user_id in sorted(self._users)]

    def repaired_texts(self) -> int:
        """Return how many different texts the logger garbled: those with a letter that is not ASCII."""
        texts = {text for song in self.songs.values() for text in (song.artist, song.title)}
        return sum(not text.isascii() for text in texts)

    def _meet(self, listener: Listener) -> User:
        self.agents.add(listener.agent.text)
        return self._users.setdefault(listener.user_id, User(listener))
