"""How a number spreads over the users of each group: dots, and marks for median and mean."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from songplays.dashboard.charts.theme import INK, MUTED, Spec, spec
from songplays.dashboard.figures import Row
from songplays.dashboard.wording import count, number

ROW_HEIGHT = 92
ROOM_FOR_AXIS = 44
BELOW_THE_NAME = 14


def spreads(rows: Sequence[Row], *, column: str, colours: Mapping[str, str]) -> Spec:
    """Draw one row of dots per group: a dot where `column` is, the bigger the more users have it.

    rows: as the spread metrics give them, one per group and value. colours: by group, in the order of drawing.
    """
    summaries = {row["user_group"]: row for row in rows}
    order = [group for group in colours if group in summaries]
    y = alt.Y("user_group:N", sort=order, scale=alt.Scale(domain=order), axis=None)
    dots = (
        alt.Chart(alt.NamedData("dots"))
        .mark_circle(opacity=0.6, yOffset=BELOW_THE_NAME)
        .encode(
            y=y,
            x=alt.X(f"{column}:Q", title=f"{column.capitalize()} per user", scale=alt.Scale(domainMin=0)),
            size=alt.Size("users:Q", legend=None, scale=alt.Scale(type="linear", range=[60, 360], domainMin=1)),
            color=alt.Color("colour:N", scale=None),
            tooltip=[alt.Tooltip(f"{column}:Q", format=","), alt.Tooltip("users:Q", format=",")],
        )
    )
    groups = alt.Chart(alt.NamedData("groups")).encode(y=y)
    # The names stand above their dots: beside them, they would leave a phone no room.
    names = groups.mark_text(align="left", dy=-28, fontWeight="bold").encode(x=alt.value(0), text="user_group:N")
    summary = groups.mark_text(align="left", dy=-12, color=MUTED).encode(x=alt.value(0), text="summary:N")
    # Below the dots: a tick on top would hide the only dot of a group of one.
    median = groups.mark_tick(color=INK, opacity=1, thickness=3, size=36, yOffset=BELOW_THE_NAME).encode(
        x="median:Q", tooltip=[alt.Tooltip("median:Q", format=",.1f")]
    )
    mean = groups.mark_point(
        shape="diamond", color=INK, opacity=1, size=70, strokeWidth=1.5, yOffset=BELOW_THE_NAME
    ).encode(x="mean:Q", tooltip=[alt.Tooltip("mean:Q", format=",.1f")])
    return spec(
        median + mean + dots + names + summary,
        height=ROW_HEIGHT * len(order) + ROOM_FOR_AXIS,
        datasets={
            "dots": [
                {
                    "user_group": row["user_group"],
                    column: row[column],
                    "users": row["users"],
                    "colour": colours[row["user_group"]],
                }
                for row in rows
            ],
            "groups": [_summary(summaries[group]) for group in order],
        },
    )


def _summary(row: Row) -> dict[str, Any]:
    return {
        "user_group": row["user_group"],
        "median": row["median"],
        "mean": row["mean"],
        "summary": f"n = {count(row['users_in_group'])} · median {number(row['median'])} · mean {number(row['mean'])}",
    }
