"""How every chart looks. Colours of levels mean levels and nothing else."""

from collections.abc import Mapping
from typing import Any

import altair as alt

INK = "#1b1f2a"
MUTED = "#5b6472"
LINE = "#e3e6ec"
NEUTRAL = "#8a93a3"
LEVEL_COLOURS = {"paid": "#4f46e5", "free": "#d9730d", "unknown": NEUTRAL}
CHANGED = "#b0489b"
"""Users who were on both levels."""
NO_PLAYS = "#e3e6ec"
FEW_PLAYS, MANY_PLAYS = "#cfe8e4", "#0b5951"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"

Spec = dict[str, Any]
"""A Vega-Lite chart."""


@alt.theme.register("songplays", enable=False)
def songplays() -> alt.theme.ThemeConfig:
    """Return the theme: grid lines for amounts only, no frames, muted labels."""
    return alt.theme.ThemeConfig(
        config={
            # The page names each chart and shows its table; hundreds of marks read aloud would help nobody.
            "aria": False,
            "mark": {"aria": False},
            "background": "transparent",
            "font": FONT,
            "view": {"stroke": None},
            "axis": {
                "domain": False,
                "ticks": False,
                "grid": False,
                "labelColor": MUTED,
                "labelFontSize": 12,
                "labelPadding": 6,
                "titleColor": MUTED,
                "titleFontSize": 12,
                "titleFontWeight": "normal",
                "titlePadding": 8,
            },
            "axisQuantitative": {"grid": True, "gridColor": LINE, "tickCount": 5},
            "bar": {"color": NEUTRAL},
            "text": {"color": INK, "fontSize": 12},
            "legend": {
                "labelColor": MUTED,
                "labelFontSize": 12,
                "titleColor": MUTED,
                "titleFontSize": 12,
                "titleFontWeight": "normal",
            },
        }
    )


def spec(chart: alt.TopLevelMixin, *, height: int | str, datasets: Mapping[str, object]) -> Spec:
    """Return the chart as a spec in our theme, as wide as the page gives it.

    height: in pixels, or "container" for the height that the page gives it.
    datasets: the values behind each name that the chart draws from. Altair need not see them: it would check each one.
    """
    with alt.theme.enable("songplays"):
        fitted = chart.properties(width="container", height=height, autosize={"type": "fit", "contains": "padding"})
        drawn: Spec = fitted.to_dict()
    return {**drawn, "datasets": dict(datasets)}
