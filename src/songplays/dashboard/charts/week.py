"""Plays on a grid of weekdays and hours."""

import altair as alt

from songplays.dashboard.charts.theme import ENDS, ZONE, Spec, chosen_or_faded, spec

HEIGHT = 260
WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
"""By the warehouse's number, 0 = Sunday."""
IN_ORDER = [*WEEKDAYS[1:], WEEKDAYS[0]]
ROOM_FOR_NAME = 3


def week() -> Spec:
    """Draw a square per weekday and hour, the darker the more plays; one without plays is grey."""
    hours = list(range(24))
    named = f"{list(WEEKDAYS)!r}[datum.weekday]"
    chart = (
        alt.Chart(alt.NamedData("rows"))
        .transform_calculate(named=named)
        .mark_rect(cursor="pointer", cornerRadius=2, stroke="$card", strokeWidth=2)
        .encode(
            x=alt.X(
                "hour:O",
                title=f"Hour of the day ({ZONE})",
                scale=alt.Scale(domain=hours),
                axis=alt.Axis(labelAngle=0, values=hours[::6], labelExpr="format(datum.value, '02d') + ':00'"),
            ),
            y=alt.Y(
                "named:O",
                title=None,
                sort=IN_ORDER,
                scale=alt.Scale(domain=IN_ORDER),
                axis=alt.Axis(labelExpr=f"slice(datum.value, 0, {ROOM_FOR_NAME})"),
            ),
            color=alt.condition(
                "datum.plays > 0",
                alt.Color(
                    "plays:Q",
                    scale=alt.Scale(range=["$few", "$many"], domainMin=0, nice=False),
                    legend=alt.Legend(
                        title=None, orient="top", direction="horizontal", format=",d", gradientLength=120, values=ENDS
                    ),
                ),
                alt.value("$none"),
            ),
            opacity=chosen_or_faded(),
            tooltip=[
                alt.Tooltip("named:N", title="day"),
                alt.Tooltip("hour:O", title=f"hour ({ZONE})"),
                alt.Tooltip("plays:Q", format=",d"),
            ],
        )
    )
    return spec(chart, height=HEIGHT)
