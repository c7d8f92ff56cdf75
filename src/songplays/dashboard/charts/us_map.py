"""Plays on a map of the states."""

import altair as alt

from songplays.dashboard.charts.theme import ENDS, Spec, chosen_or_faded, spec

PER_MILLION = "per_million"
"""The parameter that turns plays into plays per million people."""


def us_map() -> Spec:
    """Draw every state, the darker the more plays; a state without plays is grey."""
    shapes = alt.NamedData("shapes", format=alt.TopoDataFormat(type="topojson", feature="states"))
    chart = (
        alt.Chart(shapes)
        .transform_lookup(
            lookup="id",
            from_=alt.LookupData(
                data=alt.NamedData("rows"), key="state", fields=["name", "plays", "users", "rate", "chosen"]
            ),
        )
        .transform_calculate(shown=f"{PER_MILLION} ? datum.rate : datum.plays")
        .mark_geoshape(stroke="$card", strokeWidth=0.8, cursor="pointer")
        .encode(
            color=alt.condition(
                "datum.plays > 0",
                # The square root keeps one big state from turning all others pale.
                alt.Color(
                    "shown:Q",
                    scale=alt.Scale(type="sqrt", range=["$few", "$many"], domainMin=0, nice=False),
                    legend=alt.Legend(
                        title=None,
                        orient="top",
                        direction="horizontal",
                        format=",.0f",
                        gradientLength=140,
                        values=ENDS,
                    ),
                ),
                alt.value("$none"),
            ),
            opacity=chosen_or_faded(besides="!datum.plays"),
            tooltip=[
                alt.Tooltip("name:N", title="state"),
                alt.Tooltip("plays:Q", format=",d"),
                alt.Tooltip("rate:Q", format=",.1f", title="plays per million people"),
                alt.Tooltip("users:Q", format=",d"),
            ],
        )
        .project(type="identity")  # the shapes are projected already
        .add_params(alt.param(name=PER_MILLION, value=False))
    )
    return spec(chart, height="container")
