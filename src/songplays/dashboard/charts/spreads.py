"""How a number spreads over the users of each group: dots, and marks for median and mean."""

from collections.abc import Mapping

import altair as alt

from songplays.dashboard.charts.theme import Spec, spec

ROW_HEIGHT = 92
ROOM_FOR_AXIS = 44
BELOW_THE_NAME = 14


def spreads(*, column: str, colours: Mapping[str, str]) -> Spec:
    """Draw one row of dots per group: a dot where `column` is, the bigger the more users have it.

    The data are rows as the spread metrics give them, one per group and value.
    colours: by group, in the order of drawing.
    """
    order = list(colours)
    y = alt.Y("user_group:N", sort=order, scale=alt.Scale(domain=order), axis=None)
    dots = (
        alt.Chart(alt.NamedData("rows"))
        .mark_circle(opacity=0.6, yOffset=BELOW_THE_NAME)
        .encode(
            y=y,
            x=alt.X(f"{column}:Q", title=f"{column.capitalize()} per user", scale=alt.Scale(domainMin=0)),
            size=alt.Size("users:Q", legend=None, scale=alt.Scale(type="linear", range=[60, 360], domainMin=1)),
            color=alt.Color("user_group:N", scale=alt.Scale(domain=order, range=list(colours.values())), legend=None),
            tooltip=[alt.Tooltip(f"{column}:Q", format=",d"), alt.Tooltip("users:Q", format=",d")],
        )
    )
    groups = (
        alt.Chart(alt.NamedData("rows"))
        .transform_aggregate(n="max(users_in_group)", median="max(median)", mean="max(mean)", groupby=["user_group"])
        .transform_calculate(
            summary="'n = ' + format(datum.n, ',d') + ' · median ' + format(datum.median, ',.1~f')"
            " + ' · mean ' + format(datum.mean, ',.1~f')"
        )
        .encode(y=y)
    )
    # The names stand above their dots: beside them, they would leave a phone no room.
    names = groups.mark_text(align="left", dy=-28, fontWeight="bold").encode(x=alt.value(0), text="user_group:N")
    summary = groups.mark_text(align="left", dy=-12, color="$muted").encode(x=alt.value(0), text="summary:N")
    # Below the dots: a tick on top would hide the only dot of a group of one.
    median = groups.mark_tick(color="$ink", opacity=1, thickness=3, size=36, yOffset=BELOW_THE_NAME).encode(
        x="median:Q", tooltip=[alt.Tooltip("median:Q", format=",.1~f")]
    )
    mean = groups.mark_point(
        shape="diamond", color="$ink", opacity=1, size=70, strokeWidth=1.5, yOffset=BELOW_THE_NAME
    ).encode(x="mean:Q", tooltip=[alt.Tooltip("mean:Q", format=",.1~f")])
    return spec(median + mean + dots + names + summary, height=ROW_HEIGHT * len(order) + ROOM_FOR_AXIS)
