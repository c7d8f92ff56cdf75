"""``songplays dashboard`` and ``songplays explain``."""

import json
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from songplays.cli.app import Settings, app, require_tables
from songplays.cli.page import DEFAULT_PAGE, OpenPage, PagePath, export_views, print_summary, serve_page, write_page
from songplays.cli.text import columns
from songplays.errors import UsageError

ROWS_SHOWN = 20


@app.command(
    epilog="Example: songplays dashboard --out plays.html --no-open · songplays dashboard --summary > plays.md · "
    "songplays dashboard --export pictures · songplays dashboard --serve --port 8000"
)
def dashboard(
    context: typer.Context,
    out: PagePath = DEFAULT_PAGE,
    open_page: OpenPage = None,
    export: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write each chart as PNG, SVG and CSV into DIR instead.")
    ] = None,
    summary: Annotated[bool, typer.Option("--summary", help="Print what the figures say as Markdown instead.")] = False,
    anonymise: Annotated[
        bool, typer.Option("--anonymise", help="Hash user ids and leave out names, for passing it on.")
    ] = False,
    serve: Annotated[
        bool, typer.Option("--serve", help="Answer from the warehouse on this machine, until interrupted.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of --serve; 0 for any free one.")] = 8000,
) -> None:
    """Write the dashboard, one offline HTML page.

    Or print or export what it shows, or serve it from the warehouse, for data that are too many for one page.
    """
    settings: Settings = context.obj
    if serve:
        if export or summary:
            raise UsageError("--serve answers until it is interrupted; call --export and --summary on their own")
        serve_page(settings, port, anonymise=anonymise, open_page=open_page)
        return
    with closing(settings.open(read_only=True)) as engine:
        require_tables(engine)
        if export:
            export_views(engine, export, anonymise=anonymise)
        if summary:
            print_summary(engine, anonymise=anonymise)
        if not export and not summary:
            write_page(engine, out, open_page=open_page, anonymise=anonymise)


@app.command(epilog="Example: songplays explain bounce_rate --user 15")
def explain(
    context: typer.Context,
    metric: Annotated[
        str | None, typer.Argument(help="A figure of the dashboard; all their names without one.")
    ] = None,
    user: Annotated[int | None, typer.Option(help="Only the rows of this user.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything, with every row, as JSON.")] = False,
) -> None:
    """Say what a figure means.

    Prints its definition, its SQL and the rows behind it; without a figure, the names of all.
    """
    from songplays.dashboard import metrics  # noqa: PLC0415

    if metric is None:
        if as_json:
            typer.echo(json.dumps({name: known.definition for name, known in metrics.METRICS.items()}))
        else:
            typer.echo(columns(("metric", "title"), [(name, known.title) for name, known in metrics.METRICS.items()]))
        return
    settings: Settings = context.obj
    with closing(settings.open(read_only=True)) as engine:
        require_tables(engine)
        explained = metrics.explain(engine, metric, user)
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
        f"{known.title}\n\n{known.definition}\n\n"
        f"Of: {known.denominator}\nTime zone: {known.zone}\nTables: {known.tables}"
    )
    typer.echo(f"\nFigures, over everyone:\n{columns(figures.columns, figures.rows)}")
    whose = "" if user is None else f" of user {user}"
    typer.echo(f"\nRows behind it{whose}: {len(behind.rows):,}, each {known.grain}.")
    typer.echo(columns(behind.columns, behind.rows[:ROWS_SHOWN]))
    if len(behind.rows) > ROWS_SHOWN:
        typer.echo(f"… and {len(behind.rows) - ROWS_SHOWN:,} more; every row with --json")
    typer.echo(f"\n{known.sql.strip()}")
