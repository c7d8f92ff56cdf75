"""Strategies for histories: what arrives in a bucket from run to run, made to collide as often as possible."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

Told = Mapping[str, Any]
"""An event or a song as a source tells it: values by JSON key."""

Files = dict[str, str]
"""The text of each file, by its path in the bucket."""

NOON = 1541160000000
"""2018-11-02 12:00 UTC, in milliseconds."""

PLAY: Told = {
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
SONG: Told = {
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


def misread(text: str) -> str:
    """Read UTF-8 as Latin-1, as the source did with its logs."""
    return text.encode().decode("latin-1")


TWICE_MISREAD = misread(misread("Björk"))
NAMES = ("Björk", misread("Björk"), TWICE_MISREAD, "Björk ", TWICE_MISREAD + " ", "björk", "Air")
TOO_LONG = "ö" * 127 + "öx"
"""Its 256th byte is the first half of a letter."""

TEXTS = st.sampled_from((*NAMES, "", "  ", None, TOO_LONG))

# What may be different in an event that is the same: the columns that do not name it.
CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "artist": TEXTS,
    "firstName": TEXTS,
    "gender": st.sampled_from(("", None)),
    "length": st.sampled_from((1.5, 4.0, None)),
    "level": st.sampled_from(("paid", "paid", None)),
    "location": TEXTS,
    "page": st.sampled_from(("NextSong", "NextSong", "Home")),
    "registration": st.none(),
    "song": TEXTS,
    "status": st.none(),
    "userAgent": st.sampled_from(('"Mozilla/5.0 (Windows NT 6.1; rv:31.0) Firefox/31.0"', " ", None)),
}
OTHERS: dict[str, st.SearchStrategy[Any]] = {
    "itemInSession": st.sampled_from((1, None)),
    "sessionId": st.sampled_from((1, 2, 2, 3, None)),
    "ts": st.sampled_from((*(NOON + hours * 3_600_000 for hours in (0, 1, 23, 24, 49)), None)),
    "userId": st.sampled_from(("1", "2", "2", "")),
}
EVENTS = st.builds(
    lambda *differences: {**PLAY, **differences[0], **differences[1]},
    st.fixed_dictionaries({}, optional=CHANGES),
    st.fixed_dictionaries({}, optional=OTHERS),
)
SONGS = st.fixed_dictionaries(
    {},
    optional={
        "artist_id": st.just("AR2"),
        "artist_latitude": st.sampled_from((10.5, 95.0)),
        "artist_longitude": st.sampled_from((-20.5, 20.5)),
        "artist_location": TEXTS,
        "artist_name": TEXTS,
        "song_id": st.sampled_from(("SO2", "SO3")),
        "title": TEXTS,
        "duration": st.sampled_from((1.5, 3.0, -1.0, None)),
        "year": st.sampled_from((1999, None)),
    },
).map(lambda differences: {**SONG, **differences})
NO_EVENTS = ("", "  ", '{"page": "NextSong"', '{"page": "NextSong", "userId": "1"}')

PATHS = tuple(f"{kind}_data/{name}.json" for kind in ("log", "song") for name in "abc")

FIRST_PATHS = ("log_data/a.json", "log_data/b.json", "song_data/a.json")

ANCHOR = {"log_data/anchor.json": json.dumps({**PLAY, "page": "Home", "sessionId": 9, "userId": "9"})}
"""A warehouse that holds nothing at all is refused, so every history has one event that stays."""


@dataclass(frozen=True)
class Step:
    """What happens before a run, and how it runs: files that go, then files that come or are replaced."""

    go: frozenset[str] = frozenset()
    come: Files = field(default_factory=dict)
    full_refresh: bool = False


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Draw two or three runs over three log files and three song files.

    Lines are drawn from a handful of events and songs, so that the same ones are told again, changed or not, in other
    files and at other times.
    """
    events = draw(st.lists(EVENTS, min_size=2, max_size=4))
    changes = draw(st.lists(st.fixed_dictionaries({}, optional=CHANGES), min_size=1, max_size=3))
    told_otherwise = [{**event, **change} for event, change in zip(events, changes, strict=False)]
    no_events = draw(st.sampled_from(((), (), (), NO_EVENTS)))
    lines_of = {
        "log_data": [*map(json.dumps, [*events, *told_otherwise]), *no_events],
        "song_data": [*map(json.dumps, draw(st.lists(SONGS, min_size=1, max_size=4)))],
    }
    text_of = {path: _text_of(lines_of[path.split("/")[0]]) for path in PATHS}
    first = st.fixed_dictionaries({path: text_of[path] for path in FIRST_PATHS})
    later = st.builds(
        Step,
        go=st.frozensets(st.sampled_from(PATHS), min_size=1, max_size=3),
        come=st.fixed_dictionaries({}, optional=text_of),
        full_refresh=st.booleans(),
    )
    return [Step(come=draw(first) | ANCHOR), *draw(st.lists(later, min_size=1, max_size=2))]


def line(thing: Told) -> str:
    """Return an event or a song as a line of its file."""
    return json.dumps(thing) + "\n"


def take_place(step: Step, bucket: Path) -> None:
    """Let the files of `step` go and come in the folder `bucket`."""
    for path in step.go:
        (bucket / path).unlink(missing_ok=True)
    for path, text in step.come.items():
        (bucket / path).write_text(text, encoding="utf-8")


def _text_of(lines: Sequence[str]) -> st.SearchStrategy[str]:
    some = st.lists(st.sampled_from(lines), min_size=1, max_size=4).map("\n".join)
    return some | some.map(lambda text: text + "\n") | st.just("")
