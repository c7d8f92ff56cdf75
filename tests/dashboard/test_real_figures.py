"""The real data set gives the figures that are known of it, each under its definition."""

import re
from datetime import UTC, datetime

import pytest

from songplays.dashboard import findings
from songplays.dashboard.figures import Figures, Row, only, read_figures
from songplays.dashboard.metrics import explain
from songplays.dashboard.page import render
from songplays.engines.protocol import Reader

PLAYS_BY_HOUR = """
155 154 117 109 136 162 183 179 207 270 312 336 308 324 432 477 542 494 498 367 360 280 217 201
"""
PLAYS_BY_STATE = {
    "CA": (1572, 17),
    "ME": (665, 1),
    "MI": (636, None),
    "GA": (596, None),
    "IL": (475, None),
    "WI": (471, None),
    "IA": (407, None),
    "AZ": (348, None),
    "FL": (312, None),
    "NY": (262, None),
}


@pytest.fixture(scope="module")
def figures(real_warehouse: Reader) -> Figures:
    """Return every figure of the real data."""
    return read_figures(real_warehouse)


def groups(figures: Figures, name: str) -> dict[str, Row]:
    """Return the n, median and mean of each group of a spread."""
    return dict(findings.summaries(figures[name]))


def test_bounce_rate(figures: Figures) -> None:
    """Seven of the 96 users who play had one session and stayed free: 7.3%."""
    assert {"bounced_users": 7, "users_who_play": 96} == only(figures, "bounce_rate")


def test_upgraded_share(real_warehouse: Reader, figures: Figures) -> None:
    """Eight of 96 users upgraded: 8.3%."""
    rows = explain(real_warehouse, "upgraded_share").rows
    upgraded = [row[0] for row in rows.rows if row[rows.columns.index("upgraded")] == 1]

    assert {"upgraded_users": 8, "users_who_play": 96} == only(figures, "upgraded_share")
    assert upgraded == [15, 16, 29, 36, 49, 80, 85, 88]


def test_downgrades(real_warehouse: Reader, figures: Figures) -> None:
    """One user, 15, went from paid to free, and came back."""
    expected = {"downgraded_users": 1, "users_back_on_paid": 1, "users_ever_paid": 22}

    rows = explain(real_warehouse, "downgrades").rows
    assert expected == only(figures, "downgrades")
    assert [row[0] for row in rows.rows if row[rows.columns.index("downgrades")]] == [15]


def test_users_and_plays_by_level(figures: Figures) -> None:
    """Most users are free, most plays are paid: 74 and 22 users, 1,229 and 5,591 plays."""
    users = {row["level"]: row["users"] for row in figures["users_by_level"]}
    plays = {row["level"]: row["plays"] for row in figures["plays_by_level"]}

    assert {"users_who_play": 96, "known_users": 97} == only(figures, "users")
    assert {"free": 74, "paid": 22} == users
    assert {"free": 1229, "paid": 5591} == plays
    assert findings.levels(figures).headline == "Most users are free, but most plays are paid"


def test_sessions(figures: Figures) -> None:
    """776 sessions hold all 6,820 plays."""
    assert {"sessions": 776, "plays": 6820} == only(figures, "sessions")


def test_plays_by_hour(figures: Figures) -> None:
    """Plays peak at 16:00 UTC."""
    hours = [0] * 24
    for row in figures["plays_by_hour"]:
        hours[row["hour"]] += row["plays"]

    assert [int(plays) for plays in PLAYS_BY_HOUR.split()] == hours
    assert findings.peak(figures).headline == "Plays peak at 16:00 UTC"


def test_plays_by_day(figures: Figures) -> None:
    """Every day of November 2018 has plays, and no play is lost."""
    days = figures["plays_by_day"]

    assert len({row["day"] for row in days}) == 30
    assert sum(row["plays"] for row in days) == 6820


def test_mobile_plays(figures: Figures) -> None:
    """239 plays of six users are mobile, the rest desktop."""
    devices = {row["device"]: (row["plays"], row["users"]) for row in figures["plays_by_device"]}

    assert {"desktop": (6581, 90), "mobile": (239, 6)} == devices
    assert findings.mobile(figures).headline == "Only 239 of 6,820 plays (3.5%) are on mobile, by 6 users."


def test_browsers_and_systems(figures: Figures) -> None:
    """Plays by browser and system; Chromium is a Chrome, and Ubuntu a Linux, in the figures known of the data."""
    plays: dict[tuple[str, str], int] = {}
    for row in figures["plays_by_browser_and_system"]:
        browser = "Chrome" if row["browser"] == "Chromium" else row["browser"]
        system = "Linux" if row["os"] == "Ubuntu" else row["os"]
        plays[browser, system] = plays.get((browser, system), 0) + row["plays"]

    assert {
        ("Chrome", "Mac OS X"): 1408,
        ("Chrome", "Windows"): 1338,
        ("Chrome", "Linux"): 1150,
        ("Safari", "Mac OS X"): 1068,
        ("Firefox", "Windows"): 1062,
        ("Firefox", "Mac OS X"): 524,
        ("Mobile Safari", "iOS"): 239,
        ("IE", "Windows"): 28,
        ("Firefox", "Linux"): 3,
    } == plays


def test_plays_before_the_upgrade(real_warehouse: Reader, figures: Figures) -> None:
    """About 50 plays before the upgrade, its session counted whole; 15 truly before the first paid play."""
    rows = explain(real_warehouse, "plays_before_upgrade").rows.rows
    of_group = groups(figures, "plays_before_upgrade")

    run = {user: plays for user, group, plays in rows if group == findings.FREE_RUN}
    assert {15: 66, 16: 53, 29: 6, 36: 64, 49: 49, 80: 62, 85: 17, 88: 32} == run
    assert (8, 51, 43.6) == known(of_group[findings.FREE_RUN])
    assert (7, 15, 16.1) == known(of_group[findings.TRULY_BEFORE])
    assert (74, 9.5, 15.1) == known(of_group[findings.STAYED_FREE])
    assert max(row["plays"] for row in figures["plays_before_upgrade"] if row["user_group"] == "stayed free") == 114


def known(row: Row) -> tuple[int, float, float]:
    """Return a group's n, median and mean, rounded as they are known."""
    return row["users_in_group"], row["median"], round(row["mean"], 1)


def test_sessions_by_level_history(figures: Figures) -> None:
    """Sessions do not tell free, soon-to-be-paid and paid users apart: medians 4, 4.5 and 5."""
    histories = groups(figures, "sessions_by_level_history")

    assert {"free only": 74, "paid only": 14, "free → paid": 7, "paid → free → paid": 1} == {
        name: row["users_in_group"] for name, row in histories.items()
    }
    before = groups(figures, "sessions_before_upgrade")[findings.FREE_RUN]
    medians = [row["median"] for row in (histories["free only"], before, histories["paid only"])]
    assert medians == [4, 4.5, 5]
    assert (findings.sessions(figures).headline or "").startswith("Session counts do not tell ")


def test_upgrade_targets(figures: Figures) -> None:
    """Five free users are in the top 25% of plays."""
    targets = [(row["user_id"], row["plays"]) for row in figures["upgrade_targets"]]

    assert [(26, 114), (32, 56), (101, 55), (50, 48), (86, 45)] == targets


def test_plays_by_state(figures: Figures) -> None:
    """California leads; Maine's plays are one user's."""
    rows = figures["plays_by_state"][:10]

    assert {state: plays for state, (plays, _) in PLAYS_BY_STATE.items()} == {
        row["state"]: row["plays"] for row in rows
    }
    assert {"CA": 17, "ME": 1} == {row["state"]: row["users"] for row in rows[:2]}
    assert sum(row["plays"] for row in figures["plays_by_state"]) == 6820


def test_matched_plays(figures: Figures) -> None:
    """341 plays match a song file: 327 exactly, 14 by title and artist."""
    assert {"exact": 327, "none": 6479, "title": 14} == {
        row["song_match"]: row["plays"] for row in figures["matched_plays"]
    }


def test_top_artist_and_song(figures: Figures) -> None:
    """Coldplay has the most plays, and double-encoded names are read as they were meant."""
    assert [("Coldplay", 58), ("Kings Of Leon", 55)] == [
        (row["artist"], row["plays"]) for row in figures["top_artists"][:2]
    ]
    assert ("Undo", "Björk", 28) in [(row["song"], row["artist"], row["plays"]) for row in figures["top_songs"]]


def test_every_line_is_accounted_for(figures: Figures) -> None:
    """8,056 events and 14,896 songs were read, and all of them are loaded."""
    lines = {row["table_name"]: (row["lines"], row["loaded"]) for row in figures["load_quality"]}

    assert {"staging_events": (8056, 8056), "staging_songs": (14896, 14896)} == lines
    assert findings.loads(figures).headline == "Every line is accounted for"


def test_page_of_the_real_data(real_warehouse: Reader) -> None:
    """The page tells the known figures, and is smaller than 2 MB."""
    page = render(real_warehouse, generated_at=datetime(2018, 12, 1, tzinfo=UTC))

    for said in (
        "7 of 96 users had one session",
        "8 of 96 users, free → paid",
        "of 22 users ever on paid; 1 back on paid",
    ):
        assert said in re.sub(r"\s+", " ", page)
    assert len(page.encode()) < 2_000_000
