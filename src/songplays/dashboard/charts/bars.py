"""Lying bars, the number and its share written at the end of each."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from songplays.dashboard.charts.theme import LEVEL_COLOURS, NEUTRAL, Spec, spec
from songplays.dashboard.figures import Row, total
from songplays.dashboard.wording import count, share

MOST_BARS = 10
ROW_HEIGHT = 34
ROOM_FOR_LABEL = 110
WIDEST_NAME = 150


def bars(rows: Sequence[Row], *, name: str, counts: str) -> Spec:
    """Draw one bar per row, longest first; beyond the first ten they become one bar.

    name, counts: the columns that hold the bar's name and its length. Bars named as a level have its colour.
    """
    whole = total(rows, counts)
    values = [
        {
            "name": str(row[name]),
            "counted": row[counts],
            "label": f"{count(row[counts])} · {share(row[counts], whole)}",
            "colour": LEVEL_COLOURS.get(row[name], NEUTRAL) if name == "level" else NEUTRAL,
        }
        for row in _longest_first(rows, name, counts)
    ]
    names = [value["name"] for value in values]
    rows_of_bars = alt.Chart(alt.NamedData("bars")).encode(
        # An explicit order and extent: a layered chart would lose a sort by value.
        y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=WIDEST_NAME)),
        x=alt.X(
            "counted:Q",
            axis=None,
            scale=alt.Scale(
                domain=[0, max((value["counted"] for value in values), default=1)],
                range=[0, alt.ExprRef(f"max(20, width - {ROOM_FOR_LABEL})")],
            ),
        ),
        tooltip=[alt.Tooltip("name:N", title=name), alt.Tooltip("label:N", title=counts)],
    )
    drawn = rows_of_bars.mark_bar(height={"band": 0.6}).encode(color=alt.Color("colour:N", scale=None))
    labels = rows_of_bars.mark_text(align="left", dx=6).encode(text="label:N")
    return spec(drawn + labels, height=ROW_HEIGHT * max(len(values), 1), datasets={"bars": values})


def _longest_first(rows: Sequence[Row], name: str, counts: str) -> list[dict[str, Any]]:
    ordered = sorted(rows, key=lambda row: (-row[counts], str(row[name])))
    shown = [dict(row) for row in ordered[:MOST_BARS]]
    rest = ordered[MOST_BARS:]
    if rest:
        shown.append({name: f"{count(len(rest))} others", counts: total(rest, counts)})
    return shown
