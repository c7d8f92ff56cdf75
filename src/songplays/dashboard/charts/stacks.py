"""Plays over time, stacked by level."""

import altair as alt

from songplays.dashboard.charts.theme import LEVEL_SCALE, LEVELS, ZONE, Spec, chosen_or_faded, spec

DAYS_HEIGHT = 260
HOURS_HEIGHT = 300
MANY_DAYS = 120


def plays_per_day(days: int) -> Spec:
    """Draw the plays of each day; `days` is how many the data span."""
    many = days > MANY_DAYS
    # utc…: without it the reader's own time zone would move every bar.
    bars = _stacked(
        x=alt.X(
            "utcyearmonthdate(day):T",
            title=f"Day ({ZONE})",
            axis=alt.Axis(format="%b %Y" if many else "%-d %b", labelOverlap=True),
        ),
        when=alt.Tooltip("utcyearmonthdate(day):T", title="day", format="%a %-d %b %Y"),
        spacing=0 if many else 1,
    )
    return spec(bars, height=DAYS_HEIGHT)


def plays_by_hour() -> Spec:
    """Draw the plays of each hour of the day, hours without plays included; the peak is written on its bar."""
    hours = list(range(24))
    x = alt.X(
        "hour:O",
        title=f"Hour of the day ({ZONE})",
        scale=alt.Scale(domain=hours),
        axis=alt.Axis(labelAngle=0, values=hours[::6], labelExpr="format(datum.value, '02d') + ':00'"),
    )
    bars = _stacked(x=x, when=alt.Tooltip("hour:O", title=f"hour ({ZONE})"), spacing=1)
    peak = (
        alt.Chart(alt.NamedData("rows"))
        .transform_aggregate(plays="sum(plays)", groupby=["hour"])
        .transform_joinaggregate(most="max(plays)")
        .transform_filter("datum.plays > 0 && datum.plays === datum.most")
        .mark_text(dy=-8, fontWeight="bold")
        .encode(x=x, y=alt.Y("plays:Q"), text=alt.Text("plays:Q", format=",d"))
    )
    return spec(bars + peak, height=HOURS_HEIGHT)


def _stacked(*, x: alt.X, when: alt.Tooltip, spacing: int) -> alt.Chart:
    bars: alt.Chart = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(order=f"indexof({list(LEVELS)!r}, datum.level)")
        .mark_bar(cursor="pointer", binSpacing=spacing)
        .encode(
            x=x,
            y=alt.Y("plays:Q", stack="zero", title=None, axis=alt.Axis(format=",d", tickMinStep=1)),
            color=alt.Color("level:N", scale=LEVEL_SCALE, legend=None),
            order=alt.Order("order:Q"),
            opacity=chosen_or_faded(),
            tooltip=[when, alt.Tooltip("level:N"), alt.Tooltip("plays:Q", format=",d")],
        )
    )
    return bars
