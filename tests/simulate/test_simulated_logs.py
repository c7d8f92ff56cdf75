"""Simulated logs keep the byte habits of the real ones."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from songplays.simulate import simulate

KEYS = [
    "artist",
    "auth",
    "firstName",
    "gender",
    "itemInSession",
    "lastName",
    "length",
    "level",
    "location",
    "method",
    "page",
    "registration",
    "sessionId",
    "song",
    "status",
    "ts",
    "userAgent",
    "userId",
]
PERSONAL = ["firstName", "gender", "lastName", "location", "registration", "userAgent"]
SONG = ["artist", "length", "song"]
REAL_HABITS = {
    ("About", "GET", 200, "Logged In"),
    ("About", "GET", 200, "Logged Out"),
    ("Downgrade", "GET", 200, "Logged In"),
    ("Error", "GET", 404, "Logged In"),
    ("Help", "GET", 200, "Logged In"),
    ("Help", "GET", 200, "Logged Out"),
    ("Home", "GET", 200, "Logged In"),
    ("Home", "GET", 200, "Logged Out"),
    ("Login", "PUT", 307, "Logged Out"),
    ("Logout", "PUT", 307, "Logged In"),
    ("NextSong", "PUT", 200, "Logged In"),
    ("Save Settings", "PUT", 307, "Logged In"),
    ("Settings", "GET", 200, "Logged In"),
    ("Submit Downgrade", "PUT", 307, "Logged In"),
    ("Submit Upgrade", "PUT", 307, "Logged In"),
    ("Upgrade", "GET", 200, "Logged In"),
}


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Simulate twelve days of logs, in order."""
    root = tmp_path_factory.mktemp("simulated")
    simulate(root, users=150, days=12, songs=200)
    return sorted(root.glob("log_data/**/*.json"))


@pytest.fixture(scope="module")
def lines(logs: list[Path]) -> list[str]:
    """Return every line."""
    return [line for log in logs for line in log.read_text("ascii").split("\n")]


@pytest.fixture(scope="module")
def events(lines: list[str]) -> list[dict[str, Any]]:
    """Return every line, parsed."""
    return [json.loads(line) for line in lines]


def undo_double_encoding(text: str) -> str:
    """Take the text's characters for bytes of UTF-8, twice."""
    return text.encode("latin-1").decode().encode("latin-1").decode()


def test_every_event_has_the_eighteen_keys_in_order(events: list[dict[str, Any]]) -> None:
    """Keys are those of the real logs, in the order of the alphabet."""
    assert {tuple(KEYS)} == {tuple(event) for event in events}


def test_lines_are_compact_ascii_json_with_escaped_slashes(lines: list[str]) -> None:
    r"""Nothing but what a compact writer gives that writes \/ for / and \u00e9 for é."""
    written = [json.dumps(json.loads(line), separators=(",", ":")).replace("/", "\\/") for line in lines]

    assert written == lines


def test_no_line_end_after_the_last_line(logs: list[Path]) -> None:
    """Lines are divided by LF alone, and a file ends with a brace."""
    contents = [log.read_bytes() for log in logs]

    assert {b"}"} == {content[-1:] for content in contents}
    assert not any(b"\r" in content for content in contents)


def test_a_file_holds_the_events_of_its_utc_day_in_order_of_time(logs: list[Path]) -> None:
    """The date in the name is the UTC date of every event in the file."""
    for log in logs:
        times = [json.loads(line)["ts"] for line in log.read_text("ascii").split("\n")]

        assert sorted(times) == times
        assert {log.name[:10]} == {datetime.fromtimestamp(ts / 1000, UTC).date().isoformat() for ts in times}


def test_a_logged_out_event_names_nobody(events: list[dict[str, Any]]) -> None:
    """The user is the empty string, all that is personal null; the level is still there."""
    logged_out = [event for event in events if event["auth"] == "Logged Out"]

    assert logged_out
    assert {("", *(None for _ in PERSONAL))} == {(e["userId"], *(e[key] for key in PERSONAL)) for e in logged_out}
    assert {"free", "paid"} == {event["level"] for event in logged_out}


def test_a_logged_in_event_names_somebody(events: list[dict[str, Any]]) -> None:
    """The user is a number in a string, registration a float, and nothing personal is null."""
    logged_in = [event for event in events if event["auth"] == "Logged In"]

    assert all(event["userId"].isdecimal() for event in logged_in)
    assert {float} == {type(event["registration"]) for event in logged_in}
    assert not any(event[key] is None for event in logged_in for key in PERSONAL)


def test_only_next_song_names_a_song(events: list[dict[str, Any]]) -> None:
    """Artist, song and length are all there on NextSong and all null elsewhere."""
    assert {(True, True, True, True), (False, False, False, False)} == {
        (event["page"] == "NextSong", *(event[key] is not None for key in SONG)) for event in events
    }


def test_a_user_agent_with_a_comma_is_in_double_quotes(events: list[dict[str, Any]]) -> None:
    """The real logs quote those agents, and no others."""
    agents = {event["userAgent"] for event in events} - {None}

    assert {(True, True), (False, False)} == {("," in agent, agent.startswith('"')) for agent in agents}


def test_text_beyond_ascii_is_encoded_twice(events: list[dict[str, Any]]) -> None:
    """Undoing it twice gives letters again, never the C1 controls that the damage leaves."""
    damaged = {event[key] for event in events for key in ("artist", "song") if not (event[key] or "").isascii()}
    repaired = {undo_double_encoding(text) for text in damaged}

    assert damaged
    assert not any("\x80" <= letter <= "\x9f" for text in repaired for letter in text)


def test_pages_come_with_the_real_methods_and_statuses(events: list[dict[str, Any]]) -> None:
    """Redirects are 307, errors 404, and only some pages are there for those who are not logged in."""
    habits = {(event["page"], event["method"], event["status"], event["auth"]) for event in events}

    assert set() == habits - REAL_HABITS
