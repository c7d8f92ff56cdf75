"""``songplays etl`` and ``songplays run``."""

import json
import sys
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from songplays.cli.app import Settings, app
from songplays.cli.page import DEFAULT_PAGE, OpenPage, PagePath, write_page
from songplays.cli.progress import Progress
from songplays.errors import UsageError
from songplays.text import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from songplays.engines.protocol import Engine
    from songplays.pipeline import Budget, Feed, Report

Source = Annotated[
    str | None,
    typer.Option(help="Folder or s3://bucket/prefix with log_data/ and song_data/; else [S3] of the configuration."),
]
FullRefresh = Annotated[bool, typer.Option("--full-refresh", help="Read every file again and rebuild every table.")]
MaxRejected = Annotated[
    str | None,
    typer.Option(
        metavar="N|P%",
        help="Publish nothing if more lines are rejected; by default 1% of the run's lines, but at least 100.",
    ),
]
MemoryLimit = Annotated[
    str | None, typer.Option(metavar="SIZE", help="Memory for DuckDB, such as 1GB; above, it spills to disk.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the run's account as JSON; sentences go to stderr.")]


@app.command(epilog="Example: songplays etl --source s3://udacity-dend")
def etl(
    context: typer.Context,
    source: Source = None,
    full_refresh: FullRefresh = False,
    max_rejected: MaxRejected = None,
    memory_limit: MemoryLimit = None,
    as_json: AsJson = False,
) -> None:
    """Load what is new, in one transaction.

    Reads new and replaced files, refreshes the models they touch, checks every rule and publishes: all or nothing.
    """
    settings: Settings = context.obj
    budget, feeds = _budget(max_rejected), settings.feeds(source)
    with closing(settings.open(memory_limit=memory_limit)) as engine:
        _load(engine, feeds, budget, full_refresh=full_refresh, as_json=as_json)


@app.command(epilog="Example: songplays run --source bucket")
def run(
    context: typer.Context,
    source: Source = None,
    full_refresh: FullRefresh = False,
    max_rejected: MaxRejected = None,
    memory_limit: MemoryLimit = None,
    out: PagePath = DEFAULT_PAGE,
    open_page: OpenPage = None,
) -> None:
    """Do it all: tables, etl, dashboard.

    Creates the tables that are missing, loads what is new and writes the dashboard.
    """
    settings: Settings = context.obj
    budget, feeds = _budget(max_rejected), settings.feeds(source)
    with closing(settings.open(memory_limit=memory_limit)) as engine:
        _load(engine, feeds, budget, full_refresh=full_refresh, as_json=False)
        write_page(engine, out, open_page=open_page)


def _load(engine: "Engine", feeds: "Sequence[Feed]", budget: "Budget", *, full_refresh: bool, as_json: bool) -> None:
    from songplays.pipeline import Listener, load  # noqa: PLC0415

    with Progress() as progress:

        def say(text: str) -> None:
            progress.say(shown(text), sys.stderr if as_json else sys.stdout)

        report = load(
            engine,
            feeds,
            now=datetime.now(UTC),
            errors_folder=Path.cwd(),
            full_refresh=full_refresh,
            budget=budget,
            listener=Listener(say, progress.begin, progress.advance),
        )
        for line in _account(report):
            say(line)
    if as_json:
        typer.echo(json.dumps(asdict(report), ensure_ascii=False))


def _account(report: "Report") -> list[str]:
    """Return what a run did, in sentences for people."""
    lines = [
        f"Refused file {filename}: {reason}; nothing of it was loaded." for filename, reason in report.refused.items()
    ]
    for table, keys in report.unknown_keys.items():
        lines += [
            f"Unknown key {key} for {table}, such as {example}; loaded without it." for key, example in keys.items()
        ]
    if report.gone:
        lines.append(f"{len(report.gone):,} files loaded earlier are gone, such as {report.gone[0]}; their rows stay.")
    if report.withdrawn:
        lines.append(
            f"{len(report.withdrawn):,} files loaded earlier are gone, such as {report.withdrawn[0]}; their rows went."
        )
    if report.load_id is None:
        lines.append(f"Nothing new in {report.files_unchanged:,} files.")
        return lines
    lines.append(
        f"Load {report.load_id}: {report.files_new:,} new and {report.files_replaced:,} replaced files, "
        f"{report.lines:,} lines = {report.loaded:,} loaded + {report.rejected:,} rejected + "
        f"{report.duplicate:,} duplicate + {report.blank:,} blank; {report.shortened:,} values shortened, "
        f"{report.repaired:,} texts repaired, in {report.seconds:.2f} seconds."
    )
    return lines


def _budget(max_rejected: str | None) -> "Budget":
    """Return the budget for ``--max-rejected``: a number of lines, or a share of them such as 0.5%."""
    from songplays.pipeline import Budget  # noqa: PLC0415

    if max_rejected is None:
        return Budget()
    text = max_rejected.strip()
    try:
        if text.endswith("%"):
            budget = Budget(share=float(text[:-1]) / 100, at_least=0)
        else:
            budget = Budget(share=0.0, at_least=int(text))
    except ValueError:
        budget = Budget(share=-1.0)
    if not 0 <= budget.share <= 1 or budget.at_least < 0:
        raise UsageError(
            f"--max-rejected {max_rejected}: write a number of lines such as 0 or 50, or a share such as 1%"
        )
    return budget
