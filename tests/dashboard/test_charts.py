"""The charts draw what the figures say, and colours mean one thing."""

import json
from datetime import date
from typing import Any

from songplays.dashboard import us_states
from songplays.dashboard.charts.bars import MOST_BARS, bars
from songplays.dashboard.charts.spreads import spreads
from songplays.dashboard.charts.stacks import plays_by_hour, plays_per_day
from songplays.dashboard.charts.theme import LEVEL_COLOURS, NEUTRAL, Spec
from songplays.dashboard.charts.us_map import us_map


def colour_of_level(chart: Spec) -> dict[str, Any]:
    """Return the scale of the first layer's colours."""
    layer = chart["layer"][0] if "layer" in chart else chart
    scale: dict[str, Any] = layer["encoding"]["color"]["scale"]
    return scale


def test_hours_without_plays_keep_their_place() -> None:
    """The axis has 24 hours, whatever hours were played in."""
    chart = plays_by_hour([{"hour": 16, "level": "free", "plays": 3}])

    domain = chart["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert (24, "00:00", "23:00") == (len(domain), domain[0], domain[-1])


def test_peak_is_written_on_its_bar() -> None:
    """The peak's number is the sum over the levels of that hour."""
    chart = plays_by_hour(
        [
            {"hour": 16, "level": "free", "plays": 3},
            {"hour": 16, "level": "paid", "plays": 4},
            {"hour": 17, "level": "paid", "plays": 5},
        ]
    )

    assert [{"hour": "16:00", "plays": 7}] == chart["datasets"]["peak"]


def test_levels_have_their_own_colours() -> None:
    """Paid and free have the same colours in every chart."""
    scale = colour_of_level(plays_per_day([{"day": date(2018, 11, 1), "level": "free", "plays": 3}]))
    by_name = {bar["name"]: bar["colour"] for bar in users_by_level()["datasets"]["bars"]}

    assert {"domain": ["free"], "range": [LEVEL_COLOURS["free"]]} == scale
    assert {level: LEVEL_COLOURS[level] for level in ("free", "paid")} == by_name


def users_by_level() -> Spec:
    """Return a chart of users by level."""
    return bars(
        [{"level": "free", "users": 1}, {"level": "paid", "users": 2}],
        name="level",
        counts="users",
    )


def test_bars_that_are_no_levels_are_neutral() -> None:
    """A browser called paid has no level's colour."""
    chart = bars([{"browser": "paid", "plays": 1}], name="browser", counts="plays")

    assert [NEUTRAL] == [bar["colour"] for bar in chart["datasets"]["bars"]]


def test_longest_bar_first_with_its_share() -> None:
    """Bars are ordered by length, and each says its number and its share of the whole."""
    assert ["2 · 66.7%", "1 · 33.3%"] == [bar["label"] for bar in users_by_level()["datasets"]["bars"]]


def test_many_bars_end_in_one_for_all_others() -> None:
    """Beyond the first ten, the rest is one bar, so that the plays still add up."""
    rows = [{"browser": f"B{number}", "plays": 100 - number} for number in range(MOST_BARS + 3)]

    drawn = bars(rows, name="browser", counts="plays")["datasets"]["bars"]

    assert (MOST_BARS + 1, "3 others") == (len(drawn), drawn[-1]["name"])
    assert sum(row["plays"] for row in rows) == sum(bar["counted"] for bar in drawn)  # type: ignore[misc]


def test_spread_has_a_row_per_group_in_order() -> None:
    """Groups are drawn in the order of their colours, each with its n, median and mean."""
    row = {"plays": 3, "users": 2, "users_in_group": 2, "median": 3.0, "mean": 3.5}

    chart = spreads(
        [{"user_group": "b"} | row, {"user_group": "a"} | row], column="plays", colours={"a": "#111", "b": "#222"}
    )

    assert [("a", "n = 2 · median 3 · mean 3.5"), ("b", "n = 2 · median 3 · mean 3.5")] == [
        (group["user_group"], group["summary"]) for group in chart["datasets"]["groups"]
    ]


def test_map_has_every_state() -> None:
    """A state without plays is on the map with zero plays."""
    chart = us_map([{"state": "CA", "plays": 10, "users": 2}])

    drawn = {row["code"]: row["plays"] for row in chart["datasets"]["plays"]}
    assert drawn == dict.fromkeys(us_states.codes_on_map(), 0) | {"CA": 10}


def test_charts_hold_no_address() -> None:
    """A spec names no address to load from; the schema's name is only a name."""
    chart = {key: part for key, part in us_map([{"state": "CA", "plays": 10, "users": 2}]).items() if key != "$schema"}

    assert "://" not in json.dumps(chart)
