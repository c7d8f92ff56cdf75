"""Strategies for histories: what arrives in a bucket from run to run, made to collide as often as possible."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

NOON = 1541160000000
"""2018-11-02 12:00 UTC, in milliseconds."""

HOUR = 3_600_000


def _misread(text: str) -> str:
    """Read UTF-8 as Latin-1, as the source did with its logs."""
    return text.encode().decode("latin-1")


TWICE_MISREAD = _misread(_misread("Björk"))
NAMES = ("Björk", _misread("Björk"), TWICE_MISREAD, "Björk ", TWICE_MISREAD + " ", "björk", "Air")
TEXTS = st.sampled_from((*NAMES, "", "  ", None, "ö" * 127 + "öx"))
"""Mostly names that mean the same; the last is cut after 256 bytes, in the middle of a letter of two."""

PLAY: dict[str, Any] = {
    "artist": "Air",
    "auth": "Logged In",
    "firstName": "Ida",
    "gender": "F",
    "itemInSession": 0,
    "lastName": "Ray",
    "length": 2.0,
    "level": "free",
    "location": "Lansing, MI",
    "method": "PUT",
    "page": "NextSong",
    "registration": 1540000000000.0,
    "sessionId": 1,
    "song": "Björk",
    "status": 200,
    "ts": NOON,
    "userAgent": "curl/7.1",
    "userId": "1",
}
SONG: dict[str, Any] = {
    "num_songs": 1,
    "artist_id": "AR1",
    "artist_latitude": None,
    "artist_longitude": None,
    "artist_location": "",
    "artist_name": "Air",
    "song_id": "SO1",
    "title": "Björk",
    "duration": 2.0,
    "year": 0,
}

EVENTS = st.fixed_dictionaries(
    {
        "artist": st.sampled_from(NAMES) | TEXTS,
        "auth": st.just("Logged In"),
        "firstName": TEXTS,
        "gender": st.sampled_from(("F", "", None)),
        "itemInSession": st.sampled_from((0, 1, None)),
        "lastName": st.just("Ray"),
        "length": st.sampled_from((1.5, 2.0, 4.0, None)),
        "level": st.sampled_from(("free", "paid", None)),
        "location": TEXTS,
        "method": st.just("PUT"),
        "page": st.sampled_from(("NextSong", "NextSong", "NextSong", "Home", None)),
        "registration": st.sampled_from((1540000000000.0, None)),
        "sessionId": st.sampled_from((1, 2, 3, None)),
        "song": st.sampled_from(NAMES) | TEXTS,
        "status": st.sampled_from((200, None)),
        "ts": st.sampled_from((*(NOON + hours * HOUR for hours in (0, 1, 23, 24, 49)), None)),
        "userAgent": st.sampled_from(('"Mozilla/5.0 (Windows NT 6.1; rv:31.0) Firefox/31.0"', "curl/7.1", None)),
        "userId": st.sampled_from(("1", "2", "")),
    }
)

RETOLD_OTHERWISE = {
    "level": st.sampled_from(("free", "paid", None)),
    "page": st.sampled_from(("Home", "NextSong")),
    "song": TEXTS,
    "userAgent": st.just("curl/8.0"),
}
"""What differs where one event is told in two ways."""

NO_EVENTS = ("", "  ", '{"page": "NextSong"', '{"page": "NextSong", "userId": "1"}')

SONGS = st.fixed_dictionaries(
    {
        "num_songs": st.just(1),
        "artist_id": st.sampled_from(("AR1", "AR2")),
        "artist_latitude": st.sampled_from((10.5, 95.0, None)),
        "artist_longitude": st.sampled_from((-20.5, 20.5, None)),
        "artist_location": TEXTS,
        "artist_name": st.sampled_from(NAMES) | TEXTS,
        "song_id": st.sampled_from(("SO1", "SO2", "SO3")),
        "title": st.sampled_from(NAMES) | TEXTS,
        "duration": st.sampled_from((1.5, 2.0, 3.0, -1.0, None)),
        "year": st.sampled_from((0, 1999, None)),
    }
)

PATHS = tuple(f"{kind}_data/{name}.json" for kind in ("log", "song") for name in "abc")

ANCHOR = {"log_data/anchor.json": json.dumps(PLAY | {"page": "Home", "sessionId": 9, "userId": "9"})}
"""A warehouse that holds nothing at all is refused, so every history has one event that stays."""

Files = dict[str, str]
"""The text of each file, by its path in the bucket."""


@dataclass(frozen=True)
class Step:
    """What happens before a run, and how it runs: files that go, then files that come or are replaced."""

    go: frozenset[str] = frozenset()
    come: Files = field(default_factory=dict)
    full_refresh: bool = False


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Draw up to three runs over three log files and three song files.

    Lines are drawn from a handful of events and songs, so that the same ones are told again, changed or not, in other
    files and at other times.
    """
    events = draw(st.lists(EVENTS, min_size=1, max_size=4))
    changes = draw(st.lists(st.fixed_dictionaries({}, optional=RETOLD_OTHERWISE), max_size=3))
    songs = draw(st.lists(SONGS, min_size=1, max_size=3))
    retold = [event | change for event, change in zip(events, changes, strict=False)]
    lines_of = {
        "log_data": [*map(json.dumps, [*events, *retold]), *draw(st.lists(st.sampled_from(NO_EVENTS), max_size=1))],
        "song_data": [*map(json.dumps, songs)],
    }
    come = st.fixed_dictionaries({}, optional={path: _text_of(lines_of[path.split("/")[0]]) for path in PATHS})
    go = st.frozensets(st.sampled_from(PATHS), max_size=2)
    full_refresh = st.sampled_from((False, False, False, True))
    run = st.builds(Step, go=go, come=come, full_refresh=full_refresh)
    first, *later = draw(st.lists(run, min_size=1, max_size=3))
    return [replace(first, come=first.come | ANCHOR), *later]


def line(thing: Mapping[str, Any]) -> str:
    """Return an event or a song as a line of its file."""
    return json.dumps(thing) + "\n"


def take_place(step: Step, bucket: Path) -> None:
    """Let the files of `step` go and come in the folder `bucket`."""
    for path in step.go:
        (bucket / path).unlink(missing_ok=True)
    for path, text in step.come.items():
        (bucket / path).write_text(text, encoding="utf-8")


def _text_of(lines: Sequence[str]) -> st.SearchStrategy[str]:
    some = st.lists(st.sampled_from(lines), max_size=4)
    return st.builds(str.__add__, some.map("\n".join), st.sampled_from(("", "\n")))
