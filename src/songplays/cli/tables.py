"""``songplays create-tables`` and ``songplays check``."""

import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from songplays.cli.app import Settings, app, require_tables
from songplays.cli.text import columns
from songplays.errors import ChecksFailed, UsageError
from songplays.text import shown

if TYPE_CHECKING:
    from songplays.engines.protocol import Engine

BRIEF_TABLES = ("artists", "songplay", "songs", "time", "users")


@app.command(epilog="Example: songplays create-tables --yes")
def create_tables(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, even if rows are lost.")] = False,
) -> None:
    """Drop every table and create it anew."""
    from songplays.warehouse import schema  # noqa: PLC0415
    from songplays.warehouse.ddl import drop_table  # noqa: PLC0415

    settings: Settings = context.obj
    with closing(settings.open()) as engine:
        rows = _rows(engine)
        if rows and not yes:
            if not sys.stdin.isatty():
                raise UsageError(f"{engine.place} holds {rows:,} rows, which would be lost; add --yes to drop them")
            typer.confirm(f"{engine.place} holds {rows:,} rows. Drop them?", abort=True)
        with engine.transaction():
            typer.echo(f"Dropping tables if they exist:\n{[table.name for table in schema.DROP_ORDER]}.")
            for table in schema.DROP_ORDER:
                engine.execute(drop_table(table))
            typer.echo(f"Creating tables:\n{[table.name for table in schema.CREATE_ORDER]}.")
            for table in schema.CREATE_ORDER:
                engine.create(table)


@app.command(epilog="Example: songplays check --json")
def check(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print failures, counts and full columns as JSON.")] = False,
) -> None:
    """Check every rule of the warehouse.

    Keys, references, accepted values and ranges, and that no line or play is lost or multiplied.
    """
    from songplays.warehouse import checks, schema  # noqa: PLC0415
    from songplays.warehouse.truncation import FullColumn, full_columns  # noqa: PLC0415

    settings: Settings = context.obj
    with closing(settings.open(read_only=True)) as engine:
        place = engine.place
        require_tables(engine)
        failures = list(checks.failed_or_empty(engine))
        full = full_columns(engine)
        counts = {table.name: _count(engine, table.name) for table in schema.MODELS}
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "failures": [vars(failure) for failure in failures],
                    "counts": counts,
                    "full_columns": [column._asdict() for column in full],
                }
            )
        )
    else:
        if full:
            typer.echo("PossibleCopyStringTruncation: values as long as their column, counted in bytes.")
            typer.echo("Above 0 and below 100 percent, some may have been cut before they were delivered;")
            typer.echo("by_design: every value of the column has that length. What we cut is in `songplays errors`.")
            typer.echo(columns(FullColumn._fields, full))
            typer.echo("")
        if not any("primary key" in failure.rule for failure in failures):
            typer.echo("Tables contain no duplicated primary key values.\n")
        brief = {name: counts[name] for name in BRIEF_TABLES}
        typer.echo(f"Record count for each non-staging table: {brief}")
        typer.echo(f"Record count for each added table: { {k: v for k, v in counts.items() if k not in brief} }")
        for failure in failures:
            typer.echo(f"FAILED {shown(str(failure))}")
    if failures:
        raise ChecksFailed(f"{len(failures)} of the warehouse's rules do not hold in {place}")


def _rows(engine: "Engine") -> int:
    from songplays.warehouse import schema  # noqa: PLC0415
    from songplays.warehouse.present import present_tables  # noqa: PLC0415

    present = present_tables(engine)
    return sum(_count(engine, name) for name in schema.TABLES if name in present)


def _count(engine: "Engine", table: str) -> int:
    return int(engine.fetch(f"SELECT COUNT(*) FROM {table}").rows[0][0])
