"""The models computed in plain Python straight from the source lines: slow, short, and independent of the SQL.

What is shared with the product is the parse of a user agent alone. Rules are those in the models' header comments.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from songplays.enrich import parsed

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the warehouse holds UTC without a zone
TEXT_BYTES = {"level": 4, "gender": 1, "method": 3}
PRIMES_AND_FACTORS = (
    (2147483647, (1103515245, 1664525013, 1597334677, 742938285)),
    (2147483629, (950706376, 1226874159, 62089911, 1343714438)),
)


class Event(NamedTuple):
    """One log line, typed; the fields stand in the order of staging_events."""

    artist: str | None
    auth: str | None
    first_name: str | None
    gender: str | None
    item_in_session: int | None
    last_name: str | None
    length: float | None
    level: str | None
    location: str | None
    method: str | None
    page: str | None
    registration: int | None
    session_id: int | None
    song: str | None
    status: int | None
    ts: int | None
    user_agent: str | None
    user_id: int | None

    @property
    def identity(self) -> Row | None:
        """What two lines of one event share; None if the line cannot be told from another."""
        if self.session_id is None or self.ts is None:
            return None
        return self.user_id, self.session_id, self.item_in_session, self.ts

    @property
    def is_play_without_key(self) -> bool:
        """Tell whether a play lacks its user, session or time, for which the line is rejected."""
        return self.page == "NextSong" and None in (self.user_id, self.session_id, self.ts)


class Song(NamedTuple):
    """One song object, typed; the fields stand in the order of staging_songs."""

    num_songs: int | None
    artist_id: str
    artist_latitude: float | None
    artist_longitude: float | None
    artist_location: str | None
    artist_name: str | None
    song_id: str
    title: str | None
    duration: float | None
    year: int | None


class Account(NamedTuple):
    """What became of the lines of one file: `kept` are loaded or duplicates."""

    lines: int
    kept: int
    rejected: int
    blank: int


def models(log_files: Iterable[str], song_files: Iterable[str]) -> Tables:
    """Return every model's rows, sorted, for the texts of all log files and song files that the warehouse holds."""
    events = _distinct_events(event for text in log_files for event in _events(text))
    songs = _distinct_songs(song for text in song_files for song in _songs(text))
    plays = _songplay([event for event in events if event.page == "NextSong"], songs)
    sessions = _user_sessions(plays)
    tables = {
        "users": _users(events),
        "songs": [_song(song) for song in songs],
        "artists": _artists(songs),
        "user_agents": [(agent, *parsed(agent)) for agent in {known(event.user_agent) for event in events} if agent],
        "songplay": plays,
        "time": [_time(start) for start in {play[1] for play in plays}],
        "user_sessions": sessions,
        "user_levels": _user_levels(sessions),
    }
    return {name: in_order(rows) for name, rows in tables.items()}


def account(text: str) -> Account:
    """Return what becomes of the lines of a log file."""
    lines = text.removesuffix("\n").split("\n") if text else []
    blank = sum(not line.strip() for line in lines)
    kept = len(list(_events(text)))
    return Account(len(lines), kept, len(lines) - blank - kept, blank)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Sort rows that may hold NULLs."""
    return sorted(rows, key=lambda row: [(value is None, value) for value in row])


def meant(text: str | None) -> str | None:
    """Undo UTF-8 read as Latin-1, as often as it was done."""
    while text is not None and not text.isascii():
        try:
            text = text.encode("latin-1").decode()
        except UnicodeError:
            break
    return text


def known(text: str | None) -> str | None:
    """Return the text, or None if there is nothing to see in it."""
    return text if text and text.rstrip(" ") else None


def _events(text: str) -> Iterable[Event]:
    for line in text.split("\n"):
        try:
            told = json.loads(line)
        except ValueError:
            continue
        event = Event(**{column: _typed(column, told.get(_key(column))) for column in Event._fields})
        if not event.is_play_without_key:
            yield event


def _key(column: str) -> str:
    first, *rest = column.split("_")
    return first + "".join(map(str.title, rest))


def _typed(column: str, value: Any) -> Any:  # noqa: ANN401 - that is what comes out of JSON
    if column == "user_id":
        return int(value) if value else None  # the source writes it as text, '' for none
    if column == "registration" and value is not None:
        return int(value)
    return _fitting(value, TEXT_BYTES.get(column, 256)) if isinstance(value, str) else value


def _songs(text: str) -> Iterable[Song]:
    for line in filter(None, text.split("\n")):
        told = json.loads(line)
        texts = {
            name: _fitting(str(told[name]), 256)  # a title such as 1986 comes as a number
            for name in ("artist_location", "artist_name", "title")
            if told[name] is not None
        }
        yield Song(**(told | texts))


def _fitting(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


def _nulls_last(values: Iterable[Any]) -> Row:
    return tuple((value is None, 0 if value is None else value) for value in values)


def _distinct_events(events: Iterable[Event]) -> list[Event]:
    """Keep one line of each event: the first by what it says besides its key."""
    nameless = []
    lines: dict[Row, list[Event]] = defaultdict(list)
    for event in events:
        if event.identity is None:
            nameless.append(event)
        else:
            lines[event.identity].append(event)
    # The key's columns are equal among the lines compared, so that leaving them in the order changes nothing.
    return nameless + [min(told, key=_nulls_last) for told in lines.values()]


def _distinct_songs(songs: Iterable[Song]) -> list[Song]:
    lines: dict[str, list[Song]] = defaultdict(list)
    for song in songs:
        lines[song.song_id].append(song)
    return [min(told, key=_nulls_last) for told in lines.values()]


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else EPOCH + timedelta(milliseconds=milliseconds)


def _users(events: Iterable[Event]) -> list[Row]:
    def newest_first(event: Event) -> Row:
        recency = (event.ts, event.session_id, event.item_in_session)
        facts = (event.level, event.registration, *(known(meant(name)) for name in (event.first_name, event.last_name)))
        return (
            *_nulls_last(None if value is None else -value for value in recency),
            *_nulls_last((*facts, event.gender)),
        )

    newest: dict[int, Event] = {}
    for event in sorted(events, key=newest_first):
        if event.user_id is not None:
            newest.setdefault(event.user_id, event)
    return [
        (
            user_id,
            known(meant(event.first_name)),
            known(meant(event.last_name)),
            known(event.gender),
            event.level,
            _moment(event.registration),
        )
        for user_id, event in newest.items()
    ]


def _song(song: Song) -> Row:
    year = song.year if song.year is not None and 1 <= song.year <= 9999 else None
    duration = song.duration if song.duration is not None and song.duration >= 0 else None
    return song.song_id, known(meant(song.title)), song.artist_id, year, duration


def _artists(songs: Iterable[Song]) -> list[Row]:
    names: dict[str, Counter[str | None]] = defaultdict(Counter)
    places: dict[str, Counter[Row]] = defaultdict(Counter)
    for song in songs:
        latitude, longitude = song.artist_latitude, song.artist_longitude
        if abs(latitude or 0) > 90 or abs(longitude or 0) > 180:
            latitude = longitude = None
        names[song.artist_id][known(meant(song.artist_name))] += 1
        places[song.artist_id][known(meant(song.artist_location)), latitude, longitude] += 1

    def best_name(counted: Counter[str | None]) -> str | None:
        return min(counted, key=lambda name: (name is None, -counted[name], len(name or ""), name or ""))

    def best_place(counted: Counter[Row]) -> Row:
        def preference(place: Row) -> Row:
            location, latitude, longitude = place
            no_coordinates = latitude is None or longitude is None
            return location is None, no_coordinates, -counted[place], len(location or ""), _nulls_last(place)

        return min(counted, key=preference)

    return [(artist_id, best_name(names[artist_id]), *best_place(places[artist_id])) for artist_id in names]


def _songplay(plays: Iterable[Event], songs: Iterable[Song]) -> list[Row]:
    called: dict[Row, list[Song]] = defaultdict(list)
    for song in songs:
        called[_spoken(song.title), _spoken(song.artist_name)].append(song)

    def song_of(play: Event) -> tuple[str | None, str | None, str | None]:
        title, artist = _spoken(play.song), _spoken(play.artist)
        candidates = called.get((title, artist), []) if title and artist else []
        if not candidates:
            return None, None, None

        def distance(song: Song) -> float | None:
            return None if song.duration is None or play.length is None else abs(song.duration - play.length)

        best = min(candidates, key=lambda song: (*_nulls_last([distance(song)]), song.song_id))
        return best.song_id, best.artist_id, "exact" if distance(best) == 0 else "title"

    rows = []
    for play in plays:
        song_id, artist_id, song_match = song_of(play)
        rows.append(
            (
                _songplay_id(play),
                _moment(play.ts),
                play.user_id,
                play.level,
                song_id,
                artist_id,
                play.session_id,
                known(meant(play.location)),
                known(play.user_agent),
                play.item_in_session,
                song_match,
            )
        )
    return rows


def _spoken(text: str | None) -> str:
    return (meant(text) or "").rstrip(" ")


def _songplay_id(play: Event) -> int:
    item = -1 if play.item_in_session is None else play.item_in_session
    hashes = []
    for prime, factors in PRIMES_AND_FACTORS:
        values = (play.user_id, play.session_id, item, play.ts)
        products = (_remainder(_remainder(v or 0, prime) * f, prime) for v, f in zip(values, factors, strict=True))
        hashes.append(_remainder(sum(products), prime))
    return hashes[0] * 2**31 + hashes[1]


def _remainder(number: int, divisor: int) -> int:
    """As SQL has it: with the sign of `number`."""
    return number % divisor if number >= 0 else -(-number % divisor)


def _time(start: datetime) -> Row:
    week = start.isocalendar().week
    return start, start.hour, start.day, week, start.month, start.year, start.isoweekday() % 7


def _user_sessions(plays: Iterable[Row]) -> list[Row]:
    sessions: dict[Row, list[Row]] = defaultdict(list)
    for play in plays:
        sessions[play[2], play[6]].append(play)
    rows = []
    for (user_id, session_id), played in sessions.items():
        starts = [play[1] for play in played]
        level = min((play[3] for play in played if play[3] is not None), default=None)
        rows.append((user_id, session_id, level, min(starts), len(played), max(starts)))
    return rows


def _user_levels(sessions: Iterable[Row]) -> list[Row]:
    by_user: Mapping[int, list[Row]] = defaultdict(list)
    for session in sorted(sessions, key=lambda session: (session[0], session[3], session[1])):
        by_user[session[0]].append(session)
    rows = []
    for user_id, of_user in by_user.items():
        runs = [list(run) for _, run in groupby(of_user, key=lambda session: session[2])]
        levels = [None, *(run[0][2] for run in runs), None]
        for place, run in enumerate(runs):
            starts = [session[3] for session in run]
            rows.append(
                (
                    user_id,
                    len(runs) - place,
                    levels[place + 1],
                    levels[place],
                    levels[place + 2],
                    len(run),
                    sum(session[4] for session in run),
                    (max(starts) - min(starts)).days,
                    min(starts),
                )
            )
    return rows
