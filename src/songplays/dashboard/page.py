"""The page: one HTML file that carries all it needs and asks nobody for anything."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2

from songplays import __version__
from songplays.dashboard import us_states
from songplays.dashboard.atomic import write_atomically
from songplays.dashboard.cells import MATCHES, cells
from songplays.dashboard.charts.bars import ROW_HEIGHT
from songplays.dashboard.charts.theme import LEGEND, THEMES
from songplays.dashboard.charts.week import WEEKDAYS
from songplays.dashboard.controls import Control, controls
from songplays.dashboard.facts import Facts, read_facts
from songplays.dashboard.figures import Figures, only, read_figures
from songplays.dashboard.javascript import inline_json, vega_bundle
from songplays.dashboard.layout import MOST_ROWS_IN_CSV, View
from songplays.dashboard.metrics import METRICS
from songplays.dashboard.pseudonyms import anonymised
from songplays.dashboard.questions import FILTERS
from songplays.dashboard.sections import sections
from songplays.dashboard.tiles import tiles
from songplays.dashboard.wording import count, counted, day, listed, minute
from songplays.engines.protocol import Reader
from songplays.errors import UsageError

SCRIPTS = ("server", "facts", "filters", "tables", "charts", "main")
"""The page's script, in the order in which its parts need each other."""


def render(engine: Reader, *, generated_at: datetime, anonymise: bool = False) -> str:
    """Return the dashboard of the warehouse behind `engine` as one HTML file.

    generated_at: the moment to print on it, with its time zone; the same rows and moment give the same bytes.
    anonymise: replace user ids by codes that only this page knows, and leave out names.
    """
    figures = read_figures(engine)
    return page_of(anonymised(figures) if anonymise else figures, read_facts(engine), generated_at=generated_at)


def page_of(figures: Figures, facts: Facts, *, generated_at: datetime, snapshot: str | None = None) -> str:
    """Return the page of figures and facts.

    snapshot: names the data of a page that asks its server for every answer and so carries no facts itself.
    """
    in_order = sections(figures)
    views = [view for section in in_order for view in section.views]
    following = {view.name for view in views if view.question and view.question.needs <= set(facts.dimensions)}
    has_plays = bool(only(figures, "plays")["plays"])
    return _template().render(
        period=period(figures),
        tiles=tiles(figures),
        sections=in_order,
        following=following,
        cells=cells,
        controls=_controls(facts) if has_plays else [],
        dropped=_dropped(facts),
        dropped_dimensions=facts.dropped,
        metrics=METRICS,
        themes=THEMES,
        generated_at=minute(generated_at.astimezone(UTC)),
        version=__version__,
        is_served=snapshot is not None,
        css=_text("page.css"),
        script="\n".join(_text(f"script/{name}.js") for name in SCRIPTS),
        bundle=vega_bundle(),
        page=inline_json(
            {
                "views": {view.name: _view(view, follows=view.name in following) for view in views},
                "facts": facts.as_json() if has_plays and snapshot is None else None,
                "filters": FILTERS,
                "totals": _totals(figures),
                "themes": THEMES,
                "states": {code: (state.name, state.population) for code, state in us_states.states().items()},
                "shapes": us_states.shapes(),
                "on_map": sorted(us_states.codes_on_map()),
                "weekdays": WEEKDAYS,
                "matches": MATCHES,
                "legend": LEGEND,
                "row_height": ROW_HEIGHT,
                "snapshot": snapshot,
            }
        ),
    )


def write(engine: Reader, path: Path, *, generated_at: datetime, anonymise: bool = False) -> None:
    """Render the dashboard into the file `path`, whole or not at all; UsageError when it cannot be written."""
    page = render(engine, generated_at=generated_at, anonymise=anonymise)
    try:
        write_atomically(path, page)
    except OSError as error:
        raise UsageError(
            f"{path}: the dashboard cannot be written here ({error.strerror}); name another file"
        ) from None


def _view(view: View, *, follows: bool) -> dict[str, Any]:
    rows = view.rows if view.spec else view.rows[:MOST_ROWS_IN_CSV]
    return {
        "title": view.heading,
        "spec": view.spec,
        "rows": None if follows else [{column.field: row[column.field] for column in view.columns} for row in rows],
        "columns": [{"title": column.title, "field": column.field, "kind": column.kind} for column in view.columns],
        "has_colour_keys": view.has_colour_keys,
        "question": view.question.as_json() if view.question and follows else None,
    }


def _totals(figures: Figures) -> dict[str, Any]:
    users = next(tile for tile in tiles(figures) if tile.metric.name == "users")
    return {
        "plays": only(figures, "plays")["plays"],
        "users": only(figures, "users")["users_who_play"],
        "users_detail": users.detail,
    }


def _controls(facts: Facts) -> Sequence[Control]:
    days = [date.fromordinal(date(1970, 1, 1).toordinal() + number) for number in facts.columns["day"]]
    return controls(facts.dimensions, facts.names, min(days), max(days))


def _dropped(facts: Facts) -> str:
    """Say what the page cannot filter by or count, since its plays are too many."""
    if not facts.dropped:
        return ""
    told = {
        "artist": "top artists and songs",
        "user": "users and sessions",
        "state": "the map and the listener's clock",
    }
    fixed = [told.get(name, name) for name in facts.dropped if name not in {"song", "session", "system", "song_match"}]
    plays = counted(sum(facts.columns["plays"]), "play")
    return (
        f"To stay small, this page counts its {plays} in {count(len(facts.columns['plays']))} rows. So these show the "
        f"whole period and follow no filter: {listed(fixed)}. For all filters, use `songplays dashboard --serve`."
    )


def period(figures: Figures) -> str:
    """Say which days the data cover, and how much of what."""
    plays, users = only(figures, "plays"), only(figures, "users")
    if not plays["plays"]:
        return "No plays yet: load logs with `songplays etl`."
    first, last = day(plays["first_play"]), day(plays["last_play"])
    days = first if first == last else f"{first} to {last}"
    return f"{days} · {counted(plays['plays'], 'play')} by {counted(users['users_who_play'], 'user')}"


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(_text("page.html.j2"))


def _text(file: str) -> str:
    return resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
