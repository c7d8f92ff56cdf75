"""Simulated people behave like the real ones: shares and shapes, over three hundred users in a month."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songplays.simulate import simulate
from songplays.simulate.catalogue import Catalogue
from songplays.simulate.draws import stream
from songplays.simulate.listening import listen, midnight
from songplays.simulate.people import population
from songplays.simulate.recordings import recordings
from songplays.simulate.session import Event

USERS = 300
FIRST_DAY = date(2018, 11, 1)
# fmt: off
STATES = {
    "AK", "AL", "AR", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "HI", "IA", "ID", "IL", "IN", "KS", "KY", "LA",
    "MA", "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK", "OR",
    "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VT", "WA", "WI", "WV", "WY",
}
# fmt: on


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Simulate a month of three hundred users, with five hundred song files."""
    root = tmp_path_factory.mktemp("simulated")
    simulate(root, users=USERS, songs=500)
    return root


@pytest.fixture(scope="module")
def events(month: Path) -> list[dict[str, Any]]:
    """Return every event of the month."""
    logs = sorted(month.glob("log_data/**/*.json"))
    return [json.loads(line) for log in logs for line in log.read_text("ascii").split("\n")]


@pytest.fixture(scope="module")
def plays(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return every play of the month."""
    return [event for event in events if event["page"] == "NextSong"]


def share(flags: Iterable[bool]) -> float:
    """Return how many are true, from 0 to 1."""
    listed = list(flags)
    return sum(listed) / len(listed)


def simulated_days(seed: int, users: int, days: int) -> list[tuple[date, list[Event]]]:
    """Simulate listening without any files."""
    catalogue = Catalogue(list(recordings(20, stream(seed, "recordings"))), stream(seed, "catalogue"))
    listeners = list(population(users, days, midnight(FIRST_DAY), stream(seed, "people")))
    return list(listen(listeners, FIRST_DAY, days, catalogue, stream(seed, "listening")))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), users=st.integers(1, 20), days=st.integers(1, 10))
def test_sessions_are_numbered_and_timed_without_gaps_or_ties(seed: int, users: int, days: int) -> None:
    """Whatever the seed: in a session items count up from 0 and times rise; every event is in its UTC day."""
    sessions: dict[int, list[Event]] = defaultdict(list)
    for day, events in simulated_days(seed, users, days):
        for event in events:
            sessions[event.session_id].append(event)
            assert day == datetime.fromtimestamp(event.ts / 1000, UTC).date()

    for session in sessions.values():
        assert list(range(len(session))) == [event.item for event in session]
        assert all(earlier.ts < later.ts for earlier, later in pairwise(session))
        assert 1 == len({event.listener.user_id for event in session})


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_nobody_is_in_two_sessions_at_once(seed: int) -> None:
    """A user's session begins after the one before has ended."""
    spans: dict[tuple[int, int], list[int]] = defaultdict(list)
    for _, events in simulated_days(seed, users=10, days=10):
        for event in events:
            spans[event.listener.user_id, event.session_id].append(event.ts)

    for (one, times), (other, later_times) in pairwise(sorted(spans.items())):
        assert one[0] != other[0] or max(times) < min(later_times)


def test_user_session_and_item_name_an_event(events: list[dict[str, Any]]) -> None:
    """The natural key is unique, logged-out events included."""
    assert len(events) == len({(event["userId"], event["sessionId"], event["itemInSession"]) for event in events})


def test_plays_follow_each_other_by_the_length_of_the_song(plays: list[dict[str, Any]]) -> None:
    """The next play starts when the song is over, give or take less than a second."""
    sessions = defaultdict(list)
    for play in plays:
        sessions[play["sessionId"]].append(play)
    gaps = [
        (later["ts"] - play["ts"]) // 1000 - int(play["length"])
        for session in sessions.values()
        for play, later in pairwise(session)
        if later["itemInSession"] == play["itemInSession"] + 1
    ]

    assert {0} == set(gaps)


def test_a_person_stays_the_same_but_for_the_level(events: list[dict[str, Any]]) -> None:
    """Name, gender, location, registration and user agent never change; they registered before they came."""
    facts = {
        (e["userId"], e["firstName"], e["lastName"], e["gender"], e["location"], e["registration"], e["userAgent"])
        for e in events
        if e["userId"]
    }

    assert len(facts) == len({user for user, *_ in facts})
    assert all(event["registration"] <= event["ts"] for event in events if event["userId"])


def test_most_events_are_plays_and_every_page_occurs(events: list[dict[str, Any]]) -> None:
    """About 85 % NextSong, then Home; downgrades are the rarest."""
    pages = Counter(event["page"] for event in events)

    assert 0.85 == pytest.approx(pages["NextSong"] / len(events), abs=0.03)
    assert ["NextSong", "Home"] == [page for page, _ in pages.most_common(2)]
    assert {
        "About",
        "Downgrade",
        "Error",
        "Help",
        "Home",
        "Login",
        "Logout",
        "NextSong",
        "Save Settings",
        "Settings",
        "Submit Downgrade",
        "Submit Upgrade",
        "Upgrade",
    } == set(pages)


def test_most_users_are_free_and_most_plays_are_paid(plays: list[dict[str, Any]]) -> None:
    """Three quarters of the users never pay, four fifths of the plays are paid."""
    levels = defaultdict(set)
    for play in plays:
        levels[play["userId"]].add(play["level"])

    assert 0.76 == pytest.approx(share(levels[user] == {"free"} for user in levels), abs=0.04)
    assert 0.8 == pytest.approx(share(play["level"] == "paid" for play in plays), abs=0.07)


def test_one_in_twelve_upgrades_once_after_some_tens_of_plays(events: list[dict[str, Any]]) -> None:
    """About 8 % of the users submit an upgrade, nearly all of them once."""
    plays_so_far: Counter[str] = Counter()
    upgrades = defaultdict(list)
    for event in events:
        plays_so_far[event["userId"]] += event["page"] == "NextSong"
        if event["page"] == "Submit Upgrade":
            upgrades[event["userId"]].append(plays_so_far[event["userId"]])

    assert 0.083 == pytest.approx(len(upgrades) / USERS, abs=0.02)
    assert 0.9 <= share(len(times) == 1 for times in upgrades.values())
    assert 20 <= median(times[0] for times in upgrades.values()) <= 60


def test_the_level_changes_right_after_it_was_submitted(events: list[dict[str, Any]]) -> None:
    """The submitted page carries the old level, the user's next event the new one, and nothing else changes it."""
    by_user = defaultdict(list)
    for event in events:
        if event["userId"]:
            by_user[event["userId"]].append(event)
    changes = {
        (before["page"], before["level"], after["level"])
        for user_events in by_user.values()
        for before, after in pairwise(user_events)
        if before["level"] != after["level"]
    }

    assert {("Submit Upgrade", "free", "paid"), ("Submit Downgrade", "paid", "free")} == changes


def test_some_users_come_only_once(plays: list[dict[str, Any]]) -> None:
    """About 7 % play in a single session."""
    sessions = defaultdict(set)
    for play in plays:
        sessions[play["userId"]].add(play["sessionId"])

    assert 0.07 == pytest.approx(share(len(ids) == 1 for ids in sessions.values()), abs=0.03)


def test_sessions_are_short_with_a_long_tail(events: list[dict[str, Any]]) -> None:
    """The median session has a few events, the longest more than a hundred."""
    sizes = Counter(event["sessionId"] for event in events).values()

    assert 1 <= median(sizes) <= 4
    assert 100 <= max(sizes)


def test_a_few_artists_are_played_much_and_very_many_a_little(plays: list[dict[str, Any]]) -> None:
    """No artist has more than 3 % of the plays, and there are thousands of them."""
    artists = Counter(play["artist"] for play in plays)

    assert 0.003 <= max(artists.values()) / len(plays) <= 0.03
    assert 2000 <= len(artists)


def test_one_play_in_twenty_is_of_a_song_with_a_file(month: Path, plays: list[dict[str, Any]]) -> None:
    """About 5 % agree in title, artist and length once the text is repaired; a few have another length."""
    durations = {}
    for path in month.glob("song_data/**/*.json"):
        song = json.loads(path.read_text("ascii"))
        durations[str(song["artist_name"]), str(song["title"])] = song["duration"]
    matches: Counter[str] = Counter()
    for play in plays:
        names = (play[key].encode("latin-1").decode().encode("latin-1").decode() for key in ("artist", "song"))
        duration = durations.get(tuple(names))
        matches["none" if duration is None else "exact" if duration == play["length"] else "title"] += 1

    assert 0.05 == pytest.approx(matches["exact"] / len(plays), abs=0.01)
    assert 0.0005 <= matches["title"] / len(plays) <= 0.005


def test_listening_peaks_in_the_evening_of_the_listeners_own_zone() -> None:
    """Seen on local clocks, the busiest hour lies between 17 and 22, the quietest at night."""
    hours = Counter(
        (event.ts // 3_600_000 + event.listener.metro.utc_offset) % 24
        for _, events in simulated_days(seed=1, users=150, days=14)
        for event in events
    )

    assert 17 <= max(hours, key=hours.__getitem__) <= 22
    assert 2 <= min(hours, key=hours.__getitem__) <= 8


def test_weekends_are_quieter_than_weekdays(plays: list[dict[str, Any]]) -> None:
    """The four Saturdays and Sundays have fewer plays than four Tuesdays and Wednesdays."""
    weekdays = Counter(datetime.fromtimestamp(play["ts"] / 1000, UTC).strftime("%a") for play in plays)

    assert weekdays["Sat"] + weekdays["Sun"] < weekdays["Tue"] + weekdays["Wed"]


def test_locations_are_cities_and_state_codes(events: list[dict[str, Any]]) -> None:
    """City[-City..], ST[-ST..], with the codes of real states."""
    locations = {event["location"] for event in events} - {None}
    codes = {code for location in locations for code in location.rpartition(", ")[2].split("-")}

    assert 50 <= len(locations)
    assert all(re.fullmatch(r"[A-Z][\w ./-]+, [A-Z]{2}(-[A-Z]{2})*", location) for location in locations)
    assert set() == codes - STATES
