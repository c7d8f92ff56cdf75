"""Events as the log writes them: one compact JSON object a line, keys in the order of the alphabet."""

import json
from collections.abc import Iterable

from songplays.simulate.catalogue import Song
from songplays.simulate.people import Listener
from songplays.simulate.session import Event


def json_text(text: str) -> str:
    r"""Return a JSON string in ASCII, with / as \/ like the writers of logs and song files do."""
    return json.dumps(text).replace("/", "\\/")


def double_encoded(text: str) -> str:
    """Return what the logger makes of a text: its UTF-8 bytes taken for latin-1, twice over."""
    return text.encode().decode("latin-1").encode().decode("latin-1")


def quoted(user_agent: str) -> str:
    """Return the user agent as logged: one with a comma is in double quotes, as if it had been through a CSV file."""
    return f'"{user_agent}"' if "," in user_agent else user_agent


_Person = tuple[str, str, str, str, str]
_NO_SONG = ("null", "null", "null")
_NOBODY: _Person = (
    '"auth":"Logged Out","firstName":null,"gender":null',
    '"lastName":null',
    '"location":null',
    '"registration":null',
    '"userAgent":null,"userId":""',
)


class LogLines:
    """Writes events as lines; what repeats, people and songs, is put into JSON once."""

    def __init__(self) -> None:
        """Begin with nobody and nothing known."""
        self._listeners: dict[Listener, _Person] = {}
        self._songs: dict[int, tuple[str, str, str]] = {}

    def lines(self, events: Iterable[Event]) -> list[str]:
        """Return each event's line, without its end."""
        people, songs = self._listeners, self._songs
        lines = []
        for ts, listener, session_id, item, page, logged_in, level, song in events:
            person = (people.get(listener) or self._meet(listener)) if logged_in else _NOBODY
            who, last_name, location, registration, agent = person
            artist, length, title = _NO_SONG if song is None else songs.get(song.number) or self._hear(song)
            lines.append(
                f'{{"artist":{artist},{who},"itemInSession":{item},{last_name},"length":{length},"level":"{level}",'
                f'{location},"method":"{page.method}","page":"{page.name}",{registration},"sessionId":{session_id},'
                f'"song":{title},"status":{page.status},"ts":{ts},{agent}}}'
            )
        return lines

    def _meet(self, listener: Listener) -> _Person:
        person = self._listeners[listener] = (
            f'"auth":"Logged In","firstName":{json_text(listener.first_name)},"gender":"{listener.gender}"',
            f'"lastName":{json_text(listener.last_name)}',
            f'"location":{json_text(listener.metro.title)}',
            f'"registration":{listener.registered_at}.0',
            f'"userAgent":{json_text(quoted(listener.agent.text))},"userId":"{listener.user_id}"',
        )
        return person

    def _hear(self, song: Song) -> tuple[str, str, str]:
        heard = self._songs[song.number] = (
            json_text(double_encoded(song.artist)),
            repr(song.length),
            json_text(double_encoded(song.title)),
        )
        return heard
