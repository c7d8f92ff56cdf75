"""Plays on a map of the states."""

from collections.abc import Sequence

import altair as alt

from songplays.dashboard import us_states
from songplays.dashboard.charts.theme import FEW_PLAYS, MANY_PLAYS, NO_PLAYS, Spec, spec
from songplays.dashboard.figures import Row
from songplays.dashboard.wording import number


def us_map(rows: Sequence[Row]) -> Spec:
    """Draw every state, the darker the more plays; a state without plays is grey. `rows` are states on the map."""
    played = {row["state"]: row for row in rows}
    values = [
        {
            "code": code,
            "state": us_states.name(code),
            "plays": played[code]["plays"] if code in played else 0,
            "users": played[code]["users"] if code in played else 0,
            "rate": number(us_states.per_million(played[code]) if code in played else 0),
        }
        for code in sorted(us_states.codes_on_map())
    ]
    shapes = alt.NamedData("shapes", format=alt.TopoDataFormat(type="topojson", feature="states"))
    chart = (
        alt.Chart(shapes)
        .mark_geoshape(stroke="#ffffff", strokeWidth=0.8)
        .transform_lookup(
            lookup="id",
            from_=alt.LookupData(data=alt.NamedData("plays"), key="code", fields=["state", "plays", "users", "rate"]),
        )
        .encode(
            color=alt.condition(
                "datum.plays > 0",
                # The square root keeps one big state from turning all others pale.
                alt.Color(
                    "plays:Q",
                    scale=alt.Scale(type="sqrt", range=[FEW_PLAYS, MANY_PLAYS], domainMin=0),
                    legend=None,
                ),
                alt.value(NO_PLAYS),
            ),
            tooltip=[
                alt.Tooltip("state:N"),
                alt.Tooltip("plays:Q", format=","),
                alt.Tooltip("users:Q", format=","),
                alt.Tooltip("rate:N", title="plays per million people"),
            ],
        )
        .project(type="identity")  # the shapes are projected already
    )
    return spec(chart, height="container", datasets={"shapes": us_states.shapes(), "plays": values})
