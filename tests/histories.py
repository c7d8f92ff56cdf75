"""Strategies for histories: what arrives in a bucket from run to run, made to collide as often as possible."""

import json
from dataclasses import dataclass
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

Files = dict[str, str]
"""The text of each file, by its path in the bucket."""


@dataclass(frozen=True)
class Step:
    """What happens before a run and how it runs: files that come (or are replaced), files that go, a full refresh."""

    come: Files
    go: frozenset[str]
    full_refresh: bool = False


def _lines(things: Any, others: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    line = things.map(json.dumps) | st.sampled_from(others) if others else things.map(json.dumps)
    return st.builds(str.__add__, st.lists(line, max_size=4).map("\n".join), st.sampled_from(("", "\n")))


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """Draw a history of up to four runs over three log files and three song files.

    Lines are drawn from a handful of events and songs, so that the same ones are told again, changed or not, in other
    files and at other times.
    """
    events = st.sampled_from(draw(st.lists(EVENTS, min_size=1, max_size=6)))
    songs = st.sampled_from(draw(st.lists(SONGS, min_size=1, max_size=4)))
    retold = st.builds(lambda event, other: event | {key: other[key] for key in ("level", "song", "page")}, events, events)
    logs = _lines(events | retold, ("", "  ", '{"page": "NextSong"', '{"page": "NextSong", "userId": "1"}'))
    names = st.sampled_from(("a", "b", "c"))
    history = draw(
        st.lists(
            st.builds(
                lambda logs, songs, go, full_refresh: Step(
                    {f"log_data/{name}.json": text for name, text in logs.items()}
                    | {f"song_data/{name}.json": text for name, text in songs.items()},
                    frozenset(go),
                    full_refresh,
                ),
                st.dictionaries(names, logs, max_size=3),
                st.dictionaries(names, _lines(songs), max_size=3),
                st.sets(st.sampled_from([f"{kind}_data/{name}.json" for kind in ("log", "song") for name in "abc"]), max_size=2),
                st.sampled_from((False, False, False, True)),
            ),
            min_size=1,
            max_size=4,
        )
    )
    return history


def take_place(step: Step, bucket: Path) -> None:
    """Let the files of `step` come and go in the folder `bucket`."""
    for path in step.go:
        (bucket / path).unlink(missing_ok=True)
    for path, text in step.come.items():
        (bucket / path).write_text(text, encoding="utf-8")
