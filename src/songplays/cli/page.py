"""Write the dashboard's page and show it to whoever is watching."""

import os
import sys
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from songplays.cli.app import Settings, require_tables
from songplays.errors import UsageError, WarehouseBusy

if TYPE_CHECKING:
    from songplays.engines.protocol import Engine

DEFAULT_PAGE = Path("songplays.html")

PagePath = Annotated[Path, typer.Option(help="Where to write the page.")]
OpenPage = Annotated[
    bool | None,
    typer.Option("--open/--no-open", help="Open it in a browser; by default only when a person is watching."),
]


def write_page(engine: "Engine", out: Path, *, open_page: bool | None, anonymise: bool = False) -> None:
    """Write the dashboard to `out`, say where it is, and open it if asked to or if a person is watching."""
    from songplays.dashboard import page  # noqa: PLC0415

    if not out.absolute().parent.is_dir():
        raise UsageError(f"--out {out}: there is no folder {out.absolute().parent}; make it or name another")
    page.write(engine, out, generated_at=datetime.now(UTC), anonymise=anonymise)
    typer.echo(f"Dashboard: {out.absolute()}")
    if _is_watched() if open_page is None else open_page:
        import webbrowser  # noqa: PLC0415

        webbrowser.open(out.absolute().as_uri())


def export_views(engine: "Engine", folder: Path, *, anonymise: bool) -> None:
    """Write every view into `folder`, and say how many files that made."""
    from songplays.dashboard.export import export  # noqa: PLC0415

    files = export(engine, folder, anonymise=anonymise)
    typer.echo(f"{len(files)} files in {folder.absolute()}")


def print_summary(engine: "Engine", *, anonymise: bool) -> None:
    """Print what the figures say: Markdown, and set in type for whoever watches a terminal."""
    from songplays.dashboard.summary import summary  # noqa: PLC0415

    text = summary(engine, anonymise=anonymise)
    if sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415
        from rich.markdown import Markdown  # noqa: PLC0415

        Console().print(Markdown(text))
    else:
        typer.echo(text, nl=False)


def serve_page(settings: Settings, port: int, *, anonymise: bool, open_page: bool | None) -> None:
    """Serve the dashboard of the warehouse until interrupted; UsageError without the extra `serve`."""
    from songplays.dashboard.serve import serve  # noqa: PLC0415

    def ready(address: str) -> None:
        typer.echo(f"Dashboard: {address} (Ctrl-C ends it)")
        if _is_watched() if open_page is None else open_page:
            import webbrowser  # noqa: PLC0415

            webbrowser.open(address)

    # What is wrong with the warehouse is said before the server starts; a run that writes is nothing wrong.
    with suppress(WarehouseBusy), closing(settings.open(read_only=True)) as engine:
        if engine.place != str(settings.warehouse):
            raise UsageError(
                f"--serve answers from a copy of a DuckDB file, and [CLUSTER] HOST names {engine.place}; write the "
                "page with --out instead, or leave HOST empty"
            )
        require_tables(engine)
    serve(settings.warehouse, port=port, anonymise=anonymise, ready=ready)


def _is_watched() -> bool:
    return sys.stdout.isatty() and not os.environ.get("CI")
