"""Every view as files: a picture in two formats and its rows, drawn without a browser."""

import json
import re
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from songplays.dashboard import us_states
from songplays.dashboard.atomic import write_atomically
from songplays.dashboard.charts.theme import CONTAINER_WIDTH, LEGEND, LIGHT, Spec, painted
from songplays.dashboard.csv_text import csv_text
from songplays.dashboard.figures import read_figures
from songplays.dashboard.layout import View
from songplays.dashboard.pseudonyms import anonymised
from songplays.dashboard.sections import sections
from songplays.engines.protocol import Reader
from songplays.errors import UsageError

WIDTH = 860
MAP_HEIGHT = 542
SCALE = 2
VEGA_LITE = alt.SCHEMA_VERSION.rpartition(".")[0]
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
EXCEL_READS_UTF8 = "\ufeff"


def export(engine: Reader, folder: Path, *, anonymise: bool = False) -> list[Path]:
    """Write each view of the dashboard into `folder` as CSV, and its chart as PNG and SVG; return the files.

    The files are those that the page's download buttons give, of the whole period and in UTC. UsageError when the
    folder cannot be written.
    """
    figures = read_figures(engine)
    views = [
        view
        for section in sections(anonymised(figures) if anonymise else figures)
        for view in section.views
        if view.rows
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [path for view in views for path in _write(view, folder)]
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written ({error.strerror}); name another folder") from None


def _write(view: View, folder: Path) -> list[Path]:
    table = folder / f"{view.name}.csv"
    write_atomically(table, EXCEL_READS_UTF8 + csv_text(view))
    if not view.spec:
        return [table]
    spec = _picture(view, view.spec)
    svg, png = table.with_suffix(".svg"), table.with_suffix(".png")
    write_atomically(svg, vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE))
    png.write_bytes(vl_convert.vegalite_to_png(spec, vl_version=VEGA_LITE, scale=SCALE))
    return [table, svg, png]


def _drawable(value: Any) -> Any:  # noqa: ANN401 - a number or a text
    """Return a value as a picture can hold it: an SVG is XML, which knows no control characters."""
    if isinstance(value, str):
        return NOT_IN_XML.sub("\ufffd", value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _picture(view: View, spec: Spec) -> dict[str, Any]:
    """Return the chart with its title, its n and its data, of a fixed size."""
    text = json.dumps(painted(spec, "light")).replace(CONTAINER_WIDTH, str(WIDTH))
    if view.has_colour_keys:
        text = text.replace('"legend": null', f'"legend": {json.dumps(LEGEND)}')
    fixed: dict[str, Any] = json.loads(text)
    return {
        **fixed,
        # The height is the plot's own: the title comes on top of it.
        "autosize": {"type": "fit-x", "contains": "padding"} if view.height else fixed["autosize"],
        "width": WIDTH,
        "height": view.height or MAP_HEIGHT,
        "title": {"text": view.heading, "subtitle": " · ".join(filter(None, [view.n, "whole period", "UTC"]))},
        "background": LIGHT["card"],
        "padding": 20,
        "datasets": {
            "rows": [{**{name: _drawable(value) for name, value in row.items()}, "chosen": True} for row in view.rows],
            "shapes": us_states.shapes(),
        },
    }
