"""How a number spreads over the users of each group: dots, and marks for median and mean."""

from collections.abc import Mapping, Sequence

import altair as alt

from songplays.dashboard.charts.theme import INK, NEUTRAL, Spec, spec
from songplays.dashboard.figures import Row
from songplays.dashboard.wording import count, number

ROW_HEIGHT = 84


def spreads(rows: Sequence[Row], *, column: str, colours: Mapping[str, str]) -> Spec:
    """Draw one row of dots per group: a dot where `column` is, the bigger the more users have it.

    rows: as the spread metrics give them, one per group and value. colours: by group, in the order of drawing.
    """
    order = [group for group in colours if any(row["user_group"] == group for row in rows)]
    summaries = {row["user_group"]: row for row in rows}
    # "|" breaks the line: a long name beside a short chart would leave a phone no room.
    names = {
        group: f"{group}|n = {count(row['users_in_group'])}|median {number(row['median'])}, mean {number(row['mean'])}"
        for group, row in summaries.items()
    }
    y = alt.Y(
        "group:N",
        sort=[names[group] for group in order],
        title=None,
        axis=alt.Axis(labelExpr="split(datum.value, '|')", labelLimit=200, labelLineHeight=15),
    )
    dots = (
        alt.Chart(
            alt.Data(
                values=[
                    {
                        "group": names[row["user_group"]],
                        "value": row[column],
                        "users": row["users"],
                        "colour": colours.get(row["user_group"], NEUTRAL),
                    }
                    for row in rows
                ]
            )
        )
        .mark_circle(opacity=0.6)
        .encode(
            y=y,
            x=alt.X("value:Q", title=f"{column.capitalize()} per user", scale=alt.Scale(domainMin=0)),
            size=alt.Size("users:Q", legend=None, scale=alt.Scale(type="linear", range=[36, 320], domainMin=1)),
            color=alt.Color("colour:N", scale=None),
            tooltip=[alt.Tooltip("value:Q", title=column), alt.Tooltip("users:Q", format=",")],
        )
    )
    marks = alt.Chart(
        alt.Data(
            values=[{"group": names[group], "median": row["median"], "mean": row["mean"]} for group, row in summaries.items()]
        )
    ).encode(y=y)
    # Below the dots: a tick on top would hide the only dot of a group of one.
    median = marks.mark_tick(color=INK, thickness=3, size=44).encode(
        x="median:Q", tooltip=[alt.Tooltip("median:Q", format=",.1f")]
    )
    mean = marks.mark_point(shape="diamond", color=INK, size=70, strokeWidth=1.5).encode(
        x="mean:Q", tooltip=[alt.Tooltip("mean:Q", format=",.1f")]
    )
    return spec(median + mean + dots, height=ROW_HEIGHT * max(len(order), 1) + 40)
