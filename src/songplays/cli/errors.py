"""``songplays errors``."""

import csv
import json
import sys
from contextlib import closing
from enum import StrEnum
from typing import Annotated

import typer

from songplays.cli.app import Settings, app
from songplays.cli.text import columns
from songplays.errors import UsageError
from songplays.text import in_spreadsheet, shown

SHOWN_OF_RAW = 60


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


@app.command(epilog="Example: songplays errors --kind rejected --format csv > rejected.csv")
def errors(
    context: typer.Context,
    load: Annotated[int | None, typer.Option(help="Number of the load; the latest if not given.")] = None,
    table: Annotated[str | None, typer.Option(help="Only this staging table.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only rejected, or only shortened.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most so many rows; 0 for all.")] = 0,
    output: Annotated[
        Format, typer.Option("--format", help="table (raw text cut), csv or json (raw text in full).")
    ] = Format.table,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Show what a load rejected or shortened."""
    settings: Settings = context.obj
    if kind not in (None, "rejected", "shortened"):
        raise UsageError(f"--kind {kind}: write rejected or shortened")
    with closing(settings.open(read_only=True)) as engine:
        if load is None:
            load = engine.fetch("SELECT MAX(load_id) FROM loads").rows[0][0]
        elif not engine.fetch("SELECT 1 FROM loads WHERE load_id = ?", [load]).rows:
            raise UsageError(f"--load {load}: there is no such load in {engine.place}")
        wanted = {"load_id": load, "table_name": table, "kind": kind}
        given = {column: value for column, value in wanted.items() if value is not None or column == "load_id"}
        found = engine.fetch(
            'SELECT load_id, table_name, filename, line_number, column_name, kind, err_reason, full_bytes, "raw" '
            f"FROM load_errors WHERE {' AND '.join(f'{column} = ?' for column in given)} "
            "ORDER BY table_name, filename, line_number, column_name" + (f" LIMIT {limit}" if limit else ""),
            list(given.values()),
        )
    if as_json or output is Format.json:
        typer.echo(json.dumps([dict(zip(found.columns, row, strict=True)) for row in found.rows], ensure_ascii=False))
    elif output is Format.csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(found.columns)
        writer.writerows([in_spreadsheet(value) for value in row] for row in found.rows)
    elif not found.rows:
        typer.echo("Nothing was loaded yet." if load is None else f"Load {load} has no errors of this kind.")
    else:
        typer.echo(columns(found.columns, [(*row[:-1], _cut(row[-1])) for row in found.rows]))


def _cut(raw: str | None) -> str:
    text = shown(raw or "")
    return text if len(text) <= SHOWN_OF_RAW else f"{text[:SHOWN_OF_RAW]}…"
