"""Write the dashboard's page and show it to whoever is watching."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from songplays.errors import UsageError

if TYPE_CHECKING:
    from songplays.engines.protocol import Engine

DEFAULT_PAGE = Path("songplays.html")

PagePath = Annotated[Path, typer.Option(help="Where to write the page.")]
OpenPage = Annotated[
    bool | None,
    typer.Option("--open/--no-open", help="Open it in a browser; by default only when a person is watching."),
]


def write_page(engine: "Engine", out: Path, *, open_page: bool | None) -> None:
    """Write the dashboard to `out`, say where it is, and open it if asked to or if a person is watching."""
    from songplays.dashboard import page  # noqa: PLC0415

    if not out.absolute().parent.is_dir():
        raise UsageError(f"--out {out}: there is no folder {out.absolute().parent}; make it or name another")
    page.write(engine, out, generated_at=datetime.now(UTC))
    typer.echo(f"Dashboard: {out.absolute()}")
    if open_page is None:
        open_page = sys.stdout.isatty() and not os.environ.get("CI")
    if open_page:
        import webbrowser  # noqa: PLC0415

        webbrowser.open(out.absolute().as_uri())
