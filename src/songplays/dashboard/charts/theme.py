"""How every chart looks. Colours of levels mean levels and nothing else.

A spec names colours by their role, such as "$paid"; ``painted`` turns roles into the colours of one theme, and the
page's script does the same, so that one spec serves light and dark.
"""

import json
from contextlib import AbstractContextManager
from typing import Any

import altair as alt
from altair.utils.schemapi import debug_mode

LIGHT = {
    "page": "#f5f6f9",
    "card": "#ffffff",
    "ink": "#1b1f2a",
    "muted": "#5b6472",
    "line": "#e3e6ec",
    "neutral": "#8a93a3",
    "plays": "#3c8a82",
    "paid": "#4f46e5",
    "free": "#d9730d",
    "changed": "#b0489b",
    "none": "#e6e9ee",
    "few": "#cfe8e4",
    "many": "#0b5951",
}
DARK = {
    "page": "#11141b",
    "card": "#191d27",
    "ink": "#e8eaf0",
    "muted": "#a0a8b8",
    "line": "#2c3240",
    "neutral": "#7d8799",
    "plays": "#58b3a7",
    "paid": "#8f8bff",
    "free": "#f2a154",
    "changed": "#d987c8",
    "none": "#272d39",
    "few": "#1d4a45",
    "many": "#7fe3d3",
}
THEMES = {"light": LIGHT, "dark": DARK}
LEVELS = ("paid", "free", "unknown")
"""In the order of stacking: paid stands on the axis, as the bigger part, whose growth the eye should follow."""
LEVEL_COLOURS = {"paid": "$paid", "free": "$free", "unknown": "$neutral"}
LEVEL_SCALE = alt.Scale(domain=list(LEVELS), range=[LEVEL_COLOURS[level] for level in LEVELS])
CHANGED = "$changed"
"""Users who were on both levels."""
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"
ZONE = "{zone}"
"""Stands in the title of a time axis until it is known whose clock it shows."""
FADED = 0.28
ENDS: Any = alt.ExprRef("domain('color')")
"""Only the least and the most are written at a ramp of colours."""
LEGEND = {"title": None, "orient": "top-right", "direction": "horizontal"}
"""Of a picture: the page has legends of its own, so its charts have none."""
CONTAINER_WIDTH = "containerSize()[0]"
"""How wide the page lets a chart be, to Vega; a picture has no container, but a width."""

Spec = dict[str, Any]
"""A Vega-Lite chart that draws from named data it does not hold."""


@alt.theme.register("songplays", enable=False)
def songplays() -> alt.theme.ThemeConfig:
    """Return the theme: grid lines for amounts only, no frames, muted labels."""
    words = {"labelColor": "$muted", "labelFontSize": 12, "titleColor": "$muted", "titleFontSize": 12}
    config: Any = {
        # The page names each chart and shows its table; hundreds of marks read aloud would help nobody.
        "aria": False,
        "mark": {"aria": False},
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            **words,
            "domain": False,
            "ticks": False,
            "grid": False,
            "labelPadding": 6,
            "titleFontWeight": "normal",
            "titlePadding": 8,
        },
        "axisQuantitative": {"grid": True, "gridColor": "$line", "tickCount": 5},
        "bar": {"color": "$plays"},
        "text": {"color": "$ink", "fontSize": 12},
        "title": {"color": "$ink", "subtitleColor": "$muted", "anchor": "start", "fontSize": 15, "offset": 14},
        "legend": {**words, "titleFontWeight": "normal", "gradientThickness": 10, "gradientStrokeWidth": 0},
    }
    return alt.theme.ThemeConfig(config=config)


def spec(chart: alt.TopLevelMixin, *, height: int | str) -> Spec:
    """Return the chart as a spec in our theme, as wide as the page gives it.

    height: in pixels, or "container" for the height that the page gives it.
    """
    with alt.theme.enable("songplays"):
        fitted = chart.properties(width="container", height=height, autosize={"type": "fit", "contains": "padding"})
        drawn: Spec = fitted.to_dict(validate=False)  # as in unchecked()
    return drawn


def unchecked() -> AbstractContextManager[None]:
    """Build charts without looking at each part's schema, which takes half of a page's time. The tests look."""
    checking: AbstractContextManager[None] = debug_mode(False)
    return checking


def painted(drawn: Spec, theme: str, zone: str = "UTC") -> Spec:
    """Return the spec in the colours of a theme, and with the zone of its clock."""
    text = json.dumps(drawn).replace(ZONE, zone)
    for role, colour in THEMES[theme].items():
        text = text.replace(f'"${role}"', f'"{colour}"')
    result: Spec = json.loads(text)
    return result


def chosen_or_faded(besides: str = "false") -> Any:  # noqa: ANN401 - Altair's condition
    """Return the opacity of a mark: what a filter leaves out stays visible, but faded; not so `besides`."""
    return alt.condition(f"datum.chosen !== false || {besides}", alt.value(1), alt.value(FADED))
