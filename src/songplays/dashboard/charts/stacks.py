"""Plays over time, stacked by level."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import altair as alt

from songplays.dashboard.charts.theme import LEVEL_COLOURS, Spec, spec
from songplays.dashboard.figures import Row
from songplays.dashboard.wording import hour

DAYS_HEIGHT = 260
HOURS_HEIGHT = 320
# Paid stands on the axis: it is the bigger part, and the one whose growth the eye should follow.
STACK_ORDER = {level: place for place, level in enumerate(LEVEL_COLOURS)}


def plays_per_day(rows: Sequence[Row]) -> Spec:
    """Draw the plays of each UTC day."""
    values = [{**row, "day": row["day"].isoformat(), "order": STACK_ORDER[row["level"]]} for row in rows]
    # utc…: without it the reader's own time zone would move every bar.
    bars = _stacked(
        values,
        x=alt.X("utcyearmonthdate(day):T", title=None, axis=alt.Axis(format="%-d %b", labelOverlap=True)),
        when=alt.Tooltip("utcyearmonthdate(day):T", title="day", format="%a %-d %b %Y"),
    )
    return spec(bars, height=DAYS_HEIGHT, datasets={"plays": values})


def plays_by_hour(rows: Sequence[Row]) -> Spec:
    """Draw the plays of each UTC hour of the day, hours without plays included; the peak is written on its bar."""
    values = [{**row, "hour": hour(row["hour"]), "order": STACK_ORDER[row["level"]]} for row in rows]
    hours = [hour(number) for number in range(24)]
    x = alt.X(
        "hour:O",
        title="Hour of the day (UTC)",
        scale=alt.Scale(domain=hours),
        axis=alt.Axis(labelAngle=0, values=hours[::6]),
    )
    bars = _stacked(values, x=x, when=alt.Tooltip("hour:O", title="hour (UTC)"))
    peak = (
        alt.Chart(alt.NamedData("peak"))
        .mark_text(dy=-8, fontWeight="bold")
        .encode(x=x, y=alt.Y("plays:Q"), text=alt.Text("plays:Q", format=","))
    )
    return spec(bars + peak, height=HOURS_HEIGHT, datasets={"plays": values, "peak": _peak(values)})


def _stacked(values: list[dict[str, Any]], *, x: alt.X, when: alt.Tooltip) -> alt.Chart:
    levels = [level for level in LEVEL_COLOURS if any(row["level"] == level for row in values)]
    bars: alt.Chart = (
        alt.Chart(alt.NamedData("plays"))
        .mark_bar()
        .encode(
            x=x,
            y=alt.Y("plays:Q", stack="zero", title=None),
            color=alt.Color(
                "level:N",
                scale=alt.Scale(domain=levels, range=[LEVEL_COLOURS[level] for level in levels]),
                legend=None,
            ),
            order=alt.Order("order:Q"),
            tooltip=[when, alt.Tooltip("level:N"), alt.Tooltip("plays:Q", format=",")],
        )
    )
    return bars


def _peak(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    plays: Counter[str] = Counter()
    for row in values:
        plays[row["hour"]] += row["plays"]
    most = max(plays.values(), default=0)
    return [{"hour": name, "plays": most} for name, number_of in plays.items() if number_of == most]
