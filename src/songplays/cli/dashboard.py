"""``songplays dashboard`` and ``songplays explain``."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from songplays.cli.app import Settings, app
from songplays.cli.text import columns
from songplays.errors import UsageError

if TYPE_CHECKING:
    from songplays.engines.duckdb import DuckDB

DEFAULT_PAGE = Path("songplays.html")
ROWS_SHOWN = 20

PagePath = Annotated[Path, typer.Option(help="Where to write the page.")]
OpenPage = Annotated[
    bool | None,
    typer.Option("--open/--no-open", help="Open it in a browser; by default only when a person is watching."),
]


@app.command(epilog="Example: songplays dashboard --out plays.html --no-open")
def dashboard(context: typer.Context, out: PagePath = DEFAULT_PAGE, open_page: OpenPage = None) -> None:
    """Write the dashboard: one HTML page that works offline."""
    settings: Settings = context.obj
    engine = settings.open(read_only=True)
    try:
        write_page(engine, out, open_page=open_page)
    finally:
        engine.close()


def write_page(engine: "DuckDB", out: Path, *, open_page: bool | None) -> None:
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


@app.command(epilog="Example: songplays explain bounce_rate --user 15")
def explain(
    context: typer.Context,
    metric: Annotated[
        str | None, typer.Argument(help="A figure of the dashboard; all their names without one.")
    ] = None,
    user: Annotated[int | None, typer.Option(help="Only the rows of this user.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything, with every row, as JSON.")] = False,
) -> None:
    """Say what a figure means, with its SQL and the rows behind it."""
    from songplays.dashboard import metrics  # noqa: PLC0415

    if metric is None:
        if as_json:
            typer.echo(json.dumps({name: known.definition for name, known in metrics.METRICS.items()}))
        else:
            typer.echo(columns(("metric", "title"), [(name, known.title) for name, known in metrics.METRICS.items()]))
        return
    settings: Settings = context.obj
    engine = settings.open(read_only=True)
    try:
        explained = metrics.explain(engine, metric, user)
    finally:
        engine.close()
    known, figures, behind = explained.metric, explained.figures, explained.rows
    if as_json:
        answer = {
            name: getattr(known, name)
            for name in ("name", "title", "definition", "denominator", "zone", "tables", "sql")
        }
        answer["figures"] = [dict(zip(figures.columns, row, strict=True)) for row in figures.rows]
        answer["rows"] = [dict(zip(behind.columns, row, strict=True)) for row in behind.rows]
        typer.echo(json.dumps(answer, default=str, ensure_ascii=False))
        return
    typer.echo(
        f"{known.title}\n\n{known.definition}\n\nOf: {known.denominator}\nTime zone: {known.zone}\nTables: {known.tables}"
    )
    typer.echo(f"\nFigures, over everyone:\n{columns(figures.columns, figures.rows)}")
    whose = "" if user is None else f" of user {user}"
    typer.echo(f"\n{len(behind.rows):,} rows behind it{whose}, each {known.grain}:")
    typer.echo(columns(behind.columns, behind.rows[:ROWS_SHOWN]))
    if len(behind.rows) > ROWS_SHOWN:
        typer.echo(f"… and {len(behind.rows) - ROWS_SHOWN:,} more; every row with --json")
    typer.echo(f"\n{known.sql.strip()}")
