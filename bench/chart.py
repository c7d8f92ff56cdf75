"""Draw what one more day costs, the more days there are."""

from collections.abc import Sequence
from pathlib import Path

import altair as alt

INK = "#6e7781"
"""Grey that can be read on white and on black alike: the page may be either, and the picture does not know."""
MARK = "#6366f1"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"


def save(days: Sequence[dict[str, float]], path: Path) -> None:
    """Write an SVG with a point a day; `days` have a ``number`` and ``wall``, in seconds."""
    axes = {
        "domain": False,
        "ticks": False,
        "labelColor": INK,
        "titleColor": INK,
        "titleFontWeight": "normal",
        "gridColor": INK,
        "gridOpacity": 0.25,
        "titlePadding": 10,
    }
    chart = (
        alt.Chart(alt.InlineData(values=list(days)), width=640, height=260, background="transparent")
        .mark_circle(size=22, color=MARK, opacity=0.75, aria=False)
        .encode(
            x=alt.X("number:Q", title="days in the warehouse, this one among them")
            .axis(grid=False, tickCount=6)
            .scale(nice=False),
            y=alt.Y("wall:Q", title="seconds of the whole process").scale(zero=True).axis(tickCount=5),
        )
        .configure(font=FONT, aria=False)
        .configure_view(stroke=None)
        .configure_axis(**axes)
    )
    chart.save(path)
