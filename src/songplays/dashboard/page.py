"""The page: one HTML file that carries all it needs and asks nobody for anything."""

from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import jinja2

from songplays import __version__
from songplays.dashboard.atomic import write_atomically
from songplays.dashboard.figures import Figures, only, read_figures
from songplays.dashboard.javascript import inline_json, vega_bundle
from songplays.dashboard.sections import sections
from songplays.dashboard.tiles import tiles
from songplays.dashboard.wording import counted, day, minute
from songplays.engines.protocol import Reader
from songplays.errors import UsageError


def render(engine: Reader, *, generated_at: datetime) -> str:
    """Return the dashboard of the warehouse behind `engine` as one HTML file.

    generated_at: the moment to print on it, with its time zone; the same rows and moment give the same bytes.
    """
    figures = read_figures(engine)
    in_order = sections(figures)
    views = [view for section in in_order for card in section.cards for view in card.views]
    return _template().render(
        period=_period(figures),
        tiles=tiles(figures),
        sections=in_order,
        generated_at=minute(generated_at.astimezone(UTC)),
        version=__version__,
        css=_text("page.css"),
        script=_text("page.js"),
        bundle=vega_bundle(),
        charts=inline_json({f"chart-{view.name}": view.spec for view in views if view.spec}),
    )


def write(engine: Reader, path: Path, *, generated_at: datetime) -> None:
    """Render the dashboard into the file `path`, whole or not at all; UsageError when it cannot be written."""
    page = render(engine, generated_at=generated_at)
    try:
        write_atomically(path, page)
    except OSError as error:
        raise UsageError(
            f"{path}: the dashboard cannot be written here ({error.strerror}); name another file"
        ) from None


def _period(figures: Figures) -> str:
    plays, users = only(figures, "plays"), only(figures, "users")
    if not plays["plays"]:
        return "No plays yet: load logs with `songplays etl`."
    first, last = day(plays["first_play"]), day(plays["last_play"])
    days = first if first == last else f"{first} to {last}"
    return f"{days} · {counted(plays['plays'], 'play')} by {counted(users['users_who_play'], 'user')} · times in UTC"


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
