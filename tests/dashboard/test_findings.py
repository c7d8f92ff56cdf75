"""Every sentence is computed, carries its n, and is left out where the data do not support it."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.handmade import START, HandMade
from songplays.dashboard import findings
from songplays.dashboard.figures import read_figures
from songplays.dashboard.findings import FREE_RUN, STAYED_FREE, TRULY_BEFORE, Finding


def by_level(users: Mapping[str, int], plays: Mapping[str, int]) -> dict[str, Any]:
    """Return the figures of users and plays by level."""
    return {
        "users_by_level": [{"level": level, "users": number} for level, number in users.items()],
        "plays_by_level": [{"level": level, "plays": number} for level, number in plays.items()],
    }


def group(name: str, median: float, n: int, **quartiles: float) -> dict[str, Any]:
    """Return one row of a spread."""
    return {"user_group": name, "median": median, "mean": median, "users_in_group": n, **quartiles}


def hours(*plays: int) -> dict[str, Any]:
    """Return the figures of plays by hour, from hour 0 on."""
    return {"plays_by_hour": [{"hour": hour, "level": "free", "plays": number} for hour, number in enumerate(plays)]}


def places(*rows: tuple[str, int, int]) -> dict[str, Any]:
    """Return the figures of plays by state: (state, plays, users)."""
    return {"plays_by_state": [{"state": state, "plays": plays, "users": users} for state, plays, users in rows]}


@pytest.mark.parametrize(
    ("users", "plays", "headline"),
    [
        ({"free": 3, "paid": 1}, {"free": 1, "paid": 9}, "Most users are free, but most plays are paid"),
        ({"free": 3, "paid": 1}, {"free": 9, "paid": 1}, "Most users and most plays are free"),
        ({"free": 3}, {"free": 9}, "Most users and most plays are free"),
        ({"free": 1, "paid": 1}, {"free": 1, "paid": 9}, "Most plays are paid"),
        ({"free": 3, "paid": 1}, {"free": 5, "paid": 5}, "Most users are free"),
        ({"free": 1, "paid": 1}, {"free": 5, "paid": 5}, None),
        ({}, {}, None),
    ],
)
def test_most_is_more_than_half(users: dict[str, int], plays: dict[str, int], headline: str | None) -> None:
    """A level has most users or plays only when it has more than half of them."""
    assert headline == findings.levels(by_level(users, plays)).headline


def test_levels_print_their_n() -> None:
    """The sentence under the headline gives part, whole and share."""
    finding = findings.levels(by_level({"free": 74, "paid": 22}, {"free": 1229, "paid": 5591}))

    assert [
        "74 of 96 users (77.1%) are on the free level.",
        "5,591 of 6,820 plays (82.0%) were on the paid level.",
    ] == list(finding.details)


@given(st.dictionaries(st.sampled_from(["free", "paid", "unknown"]), st.integers(1, 10**9), min_size=1))
def test_no_share_is_above_the_whole(counts: dict[str, int]) -> None:
    """Whatever the counts, a share lies between 0 and 100 percent."""
    text = " ".join(findings.levels(by_level(counts, counts)).details)

    assert all(0 <= float(share) <= 100 for share in re.findall(r"\(([\d.]+)%\)", text))


@pytest.mark.parametrize(("plays", "headline"), [((1, 3, 2), "Plays peak at 01:00 UTC"), ((3, 3), None), ((), None)])
def test_peak_is_one_hour(plays: tuple[int, ...], headline: str | None) -> None:
    """Hours that share the top are no peak."""
    assert headline == findings.peak(hours(*plays)).headline


def test_busiest_day_is_one_of_several() -> None:
    """A single day cannot be the busiest, and days that share the top are none."""
    one, other = date(2018, 11, 15), date(2018, 11, 16)

    def figures(*plays: tuple[date, int]) -> dict[str, Any]:
        return {"plays_by_day": [{"day": day, "level": "free", "plays": number} for day, number in plays]}

    assert Finding(None) == findings.busiest_day(figures((one, 5)))
    assert Finding(None) == findings.busiest_day(figures((one, 5), (other, 5)))
    assert Finding("The busiest of 2 days with plays is 15 Nov 2018: 5 plays.") == findings.busiest_day(
        figures((one, 5), (other, 1))
    )


def test_states_name_the_leader_and_the_next() -> None:
    """Plays outside the map count in the whole, but lead no states."""
    finding = findings.states(places(("UK", 9, 1), ("CA", 5, 2), ("ME", 4, 1), ("XX", 2, 1)))

    assert (
        Finding(
            "California leads the states",
            ["5 of 20 plays (25.0%) come from California, by 2 users.", "Next: Maine 4 (1 user)."],
        )
        == finding
    )


@pytest.mark.parametrize("rows", [[], [("UK", 9, 1)], [("CA", 5, 1), ("ME", 5, 1)]])
def test_no_state_leads(rows: list[tuple[str, int, int]]) -> None:
    """Without places on the map, or with two at the top, no state leads."""
    assert Finding(None) == findings.states(places(*rows))


def test_places_outside_the_map_are_counted() -> None:
    """Places that cannot be drawn, and plays without a place, are told in words."""
    many = [(code, 1, 1) for code in ("UK", "PR", "BE", "FR", "XX", "YY", "ZZ")]

    assert [
        "Outside the map: 7 plays (UK 1, Puerto Rico 1, BE 1, FR 1, XX 1 and 2 more places).",
        "No known place: 3 plays.",
    ] == findings.outside_the_map(places(*many, ("unknown", 3, 1))).details


@pytest.mark.parametrize(
    ("desktop", "mobile", "headline"),
    [
        (0, 0, None),
        (5, 0, "None of 5 plays is on mobile."),
        (99, 1, "Only 1 of 100 plays (1.0%) is on mobile, by 2 users."),
        (5, 5, "5 of 10 plays (50.0%) are on mobile, by 2 users."),
    ],
)
def test_mobile(desktop: int, mobile: int, headline: str | None) -> None:
    """Mobile is 'only' so much below a tenth of the plays."""
    devices = (("desktop", desktop), ("mobile", mobile))
    rows = [{"device": device, "plays": plays, "users": 2} for device, plays in devices if plays]

    assert headline == findings.mobile({"plays_by_device": rows}).headline


def test_upgrade_compares_medians() -> None:
    """Both ways of counting before the upgrade stand beside those who stayed free, each with its n."""
    rows = [group(STAYED_FREE, 9.5, 74), group(FREE_RUN, 51, 8), group(TRULY_BEFORE, 15, 7)]

    finding = findings.upgrade({"plays_before_upgrade": rows})

    assert finding.headline == "Users upgrade after a median of 51 plays; those who stay free play 9.5"
    assert [
        "Free run before the upgrade, its last session counted whole: median 51 plays, mean 51, n = 8.",
        "Truly before the first paid play: median 15 plays, mean 15, n = 7.",
        "Stayed free: median 9.5 plays, mean 9.5, n = 74.",
        "8 users who upgraded are few: read this as a hint, not as a rule.",
    ] == list(finding.details)


@pytest.mark.parametrize(
    ("rows", "headline"),
    [
        ([], None),
        ([group(STAYED_FREE, 9.5, 74)], "No user has upgraded"),
        ([group(FREE_RUN, 51, 40)], "Users upgrade after a median of 51 plays"),
    ],
)
def test_upgrade_without_one_of_the_groups(rows: list[dict[str, Any]], headline: str | None) -> None:
    """A group that does not exist is not compared with."""
    assert headline == findings.upgrade({"plays_before_upgrade": rows}).headline


@pytest.mark.parametrize(
    ("paid_median", "headline"),
    [
        (
            5,
            (
                "Session counts do not tell free only and paid only apart: "
                "each median lies in the middle half of the other groups."
            ),
        ),
        (20, "Session counts differ between free only and paid only."),
    ],
)
def test_sessions_tell_levels_apart_only_outside_the_middle_half(paid_median: int, headline: str) -> None:
    """Groups overlap while every median lies within the quartiles of the others."""
    rows = [
        group("free only", 4, 50, lower_quartile=2, upper_quartile=9),
        group("paid only", paid_median, 50, lower_quartile=2, upper_quartile=30),
    ]

    finding = findings.sessions({"sessions_by_level_history": rows, "sessions_before_upgrade": []})

    assert headline == finding.headline


def test_groups_of_a_few_users_are_not_compared() -> None:
    """Four users have no middle half, so there is nothing to say."""
    rows = [group(name, 4, 4, lower_quartile=2, upper_quartile=9) for name in ("free only", "paid only")]

    assert Finding(None) == findings.sessions({"sessions_by_level_history": rows, "sessions_before_upgrade": []})


@pytest.mark.parametrize(
    ("found", "users", "headline"),
    [
        (0, 0, None),
        (0, 4, "No free user is in the top 25% of plays of 4 users."),
        (1, 4, "1 free user is in the top 25% of plays of 4 users."),
        (5, 96, "5 free users are in the top 25% of plays of 96 users."),
    ],
)
def test_targets(found: int, users: int, headline: str | None) -> None:
    """The targets are counted against all users who play."""
    figures: dict[str, Any] = {"upgrade_targets": [{}] * found, "users": [{"users_who_play": users}]}

    assert headline == findings.targets(figures).headline


def test_busiest_weekday_is_by_the_day() -> None:
    """Weekdays are compared by plays a day, as a period may hold five of one and four of another."""
    days = [date(2018, 11, 1) + timedelta(days=number) for number in range(8)]  # two Thursdays
    figures = {"plays_by_day": [{"day": day, "level": "free", "plays": 10 + (day == days[5])} for day in days]}

    expected = Finding("Tuesdays (UTC) are the busiest: 11 plays on average, n = 1 day.")
    assert expected == findings.busiest_weekday(figures)


@pytest.mark.parametrize("plays", [[10] * 8, [10] * 6])
def test_no_weekday_is_the_busiest(plays: list[int]) -> None:
    """Equal weekdays, or a period without all of them, have no busiest."""
    days = [date(2018, 11, 1) + timedelta(days=number) for number in range(len(plays))]
    figures = {"plays_by_day": [{"day": day, "level": "free", "plays": 10} for day in days]}

    assert Finding(None) == findings.busiest_weekday(figures)


def test_top_artist_and_song_stand_alone() -> None:
    """One artist and one song lead, told with their share and users; two that share the top do not."""
    leader = {"artist": "Björk", "song": "Undo", "plays": 3, "users": 2}
    other = {"artist": "Muse", "song": "Uno", "plays": 2, "users": 1}
    figures: dict[str, Any] = {"plays": [{"plays": 10}], "top_artists": [leader, other], "top_songs": [leader, other]}
    tied: dict[str, Any] = figures | {"top_artists": [leader, leader], "top_songs": [leader, leader]}

    assert Finding("Björk is played most", ["3 of 10 plays (30.0%) are of Björk, by 2 users."]) == findings.top_artist(
        figures
    )
    assert Finding("Most played: Undo by Björk, 3 of 10 plays by 2 users.") == findings.top_song(figures)
    assert [Finding(None)] * 2 == [findings.top_artist(tied), findings.top_song(tied)]


def test_matched_plays_add_up() -> None:
    """The share of plays of a known song counts exact matches and matches by title and artist."""
    rows = [{"song_match": name, "plays": plays} for name, plays in (("exact", 327), ("none", 6479), ("title", 14))]

    assert [
        "341 of 6,820 plays (5.0%) match a song file: 327 in title, artist and duration, 14 in title and artist only."
    ] == findings.matched({"matched_plays": rows}).details


def quality(**counts: int) -> dict[str, Any]:
    """Return the figures of one loaded table."""
    fates = dict.fromkeys(("loaded", "rejected", "duplicate", "blank"), 0)
    return {"load_quality": [{"files": 2} | fates | counts]}


def test_lines_are_accounted_for() -> None:
    """Lines equal loaded, rejected, duplicate and blank ones together; rejected ones are in the headline."""
    finding = findings.loads(quality(lines=10, loaded=7, rejected=1, blank=2))

    assert (
        Finding(
            "Every line is accounted for, 1 rejected",
            ["10 lines of 2 files = 7 loaded + 1 rejected + 0 duplicate + 2 blank."],
        )
        == finding
    )


def test_lines_that_are_missing_are_told() -> None:
    """When the equation does not hold, the page says so instead of the promise."""
    assert findings.loads(quality(lines=10, loaded=7)).headline == "3 lines not accounted for"


def test_newest_load_tells_when_and_by_which_version(handmade: HandMade) -> None:
    """The newest data and every newer run that failed are named with time and version."""
    handmade.load(1)
    handmade.load(2, "checks failed")

    days = [START + timedelta(days=load_id) for load_id in (1, 2)]
    assert [
        f"Newest data: load 1 of {days[0]:%Y-%m-%d %H:%M} UTC by songplays 1.2.3.",
        f"Not published: load 2 of {days[1]:%Y-%m-%d %H:%M} UTC by songplays 1.2.3 (checks failed).",
    ] == findings.newest_load(read_figures(handmade)).details


def test_empty_warehouse_supports_no_finding(handmade: HandMade) -> None:
    """Without a single row, no sentence claims anything."""
    figures = read_figures(handmade)

    every = (
        findings.levels,
        findings.busiest_day,
        findings.peak,
        findings.states,
        findings.outside_the_map,
        findings.mobile,
        findings.browser,
        findings.upgrade,
        findings.sessions,
        findings.targets,
        findings.busiest_weekday,
        findings.top_artist,
        findings.top_song,
        findings.matched,
        findings.loads,
        findings.newest_load,
    )
    assert {(None, ())} == {(finding.headline, tuple(finding.details)) for finding in (say(figures) for say in every)}
