"""The charts draw the rows they are given, and colours mean one thing."""

import json
from typing import Any

import altair as alt
import pytest

from songplays.dashboard.charts.bars import MOST_BARS, bars, height_of
from songplays.dashboard.charts.spreads import spreads
from songplays.dashboard.charts.stacks import MANY_DAYS, plays_by_hour, plays_per_day
from songplays.dashboard.charts.theme import LEVEL_COLOURS, THEMES, Spec, painted
from songplays.dashboard.charts.us_map import us_map
from songplays.dashboard.charts.week import week

EVERY_CHART: dict[str, Spec] = {
    "bars": bars(named="datum.browser", counts="plays", rows=3),
    "levels": bars(named="datum.level", counts="plays", rows=2, is_level=True),
    "days": plays_per_day(30),
    "hours": plays_by_hour(),
    "week": week(),
    "map": us_map(),
    "spreads": spreads(column="plays", colours={"stayed free": "$free"}),
}
every_chart = pytest.mark.parametrize("chart", EVERY_CHART.values(), ids=EVERY_CHART)


def first_layer(chart: Spec) -> dict[str, Any]:
    """Return the layer that draws the marks."""
    layer: dict[str, Any] = chart["layer"][0] if "layer" in chart else chart
    return layer


def test_hours_without_plays_keep_their_place() -> None:
    """The axis has 24 hours, whatever hours were played in."""
    assert list(range(24)) == first_layer(plays_by_hour())["encoding"]["x"]["scale"]["domain"]


@pytest.mark.parametrize("name", ["levels", "days", "hours"])
def test_levels_have_their_own_colours(name: str) -> None:
    """Paid and free have the same colours in every chart."""
    scale = first_layer(EVERY_CHART[name])["encoding"]["color"]["scale"]

    assert dict(zip(scale["domain"], scale["range"], strict=True)) == LEVEL_COLOURS


def test_bars_of_levels_are_coloured_by_the_level_alone() -> None:
    """The colour is found by the level, not by the text that is written beside the bar."""
    assert first_layer(EVERY_CHART["levels"])["encoding"]["color"]["field"] == "value"


@pytest.mark.parametrize("name", ["bars", "week", "map"])
def test_what_is_no_level_has_no_level_colour(name: str) -> None:
    """A browser, an hour or a state is drawn in colours that no level has."""
    text = json.dumps(EVERY_CHART[name])

    assert not any(f'"{colour}"' in text for colour in ("$paid", "$free", "$changed"))


@every_chart
def test_charts_are_valid(chart: Spec) -> None:
    """Every chart keeps to the schema of Vega-Lite, which the page, for speed, does not look at."""
    alt.Chart.from_dict(chart)


@every_chart
@pytest.mark.parametrize("theme", THEMES)
def test_every_role_has_a_colour_in_every_theme(chart: Spec, theme: str) -> None:
    """No theme leaves a role of a chart without its colour."""
    assert "$" not in json.dumps({key: part for key, part in painted(chart, theme).items() if key != "$schema"})


@every_chart
def test_charts_hold_no_address_and_no_row(chart: Spec) -> None:
    """A spec names no address to load from, and the rows come from the page."""
    text = json.dumps({key: part for key, part in chart.items() if key != "$schema"})

    assert "://" not in text
    assert "datasets" not in chart


@pytest.mark.parametrize("name", ["days", "hours", "week"])
def test_time_axes_print_their_zone(name: str) -> None:
    """A clock time stands beside the zone it is told in."""
    drawn = painted(EVERY_CHART[name], "light", "listener's local time")

    assert "(listener's local time)" in first_layer(drawn)["encoding"]["x"]["title"]


def test_many_bars_end_in_one_for_all_others() -> None:
    """Beyond the first ten there is one more bar, for the rest."""
    assert height_of(MOST_BARS + 1) == height_of(MOST_BARS + 30)


def test_many_days_are_labelled_by_month() -> None:
    """A year of days has months on its axis."""
    labels = [
        first_layer(plays_per_day(days))["encoding"]["x"]["axis"]["format"] for days in (MANY_DAYS, MANY_DAYS + 1)
    ]

    assert ["%-d %b", "%b %Y"] == labels


def test_spread_has_a_row_per_group_in_order() -> None:
    """Groups are drawn in the order of their colours."""
    chart = spreads(column="plays", colours={"b": "$free", "a": "$paid"})

    assert {("b", "a")} == {tuple(layer["encoding"]["y"]["sort"]) for layer in chart["layer"]}
