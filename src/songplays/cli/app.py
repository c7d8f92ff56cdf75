"""The command and what all its commands share: the configuration and the warehouse."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from songplays import __version__
from songplays.errors import UsageError

if TYPE_CHECKING:
    from songplays.engines.protocol import Engine
    from songplays.pipeline import Feed

DEFAULT_WAREHOUSE = Path("songplays.duckdb")

app = typer.Typer(
    name="songplays",
    help="Load song plays from JSON files into a checked star schema, and see them on one dashboard.",
    epilog="Start without any account: `songplays simulate bucket`, then `songplays run --source bucket`. "
    "Every option can also come from the environment: SONGPLAYS_WAREHOUSE, SONGPLAYS_ETL_SOURCE, …",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"auto_envvar_prefix": "SONGPLAYS", "help_option_names": ["-h", "--help"]},
)


@dataclass(frozen=True)
class Settings:
    """Where the configuration and the warehouse are."""

    config_path: Path | None
    warehouse: Path

    def feeds(self, source: str | None) -> "list[Feed]":
        """Return the feeds of `source`, or of the configuration without one; UsageError if neither names any."""
        from songplays import config, feeds  # noqa: PLC0415

        settings = config.load(self.config_path, os.environ)
        if source:
            return feeds.feeds_of_source(source, region=settings.s3.region)
        if settings.s3.log_data or settings.s3.song_data:
            return feeds.feeds_of(settings.s3.log_data, settings.s3.song_data, region=settings.s3.region)
        raise UsageError(
            "no source; name a folder or s3://bucket/prefix with --source, or set [S3] LOG_DATA and SONG_DATA in "
            "dwh.cfg"
        )

    def open(self, *, read_only: bool = False, memory_limit: str | None = None) -> "Engine":
        """Open the warehouse: on Redshift if the configuration names a cluster, else the DuckDB file.

        memory_limit: for DuckDB alone.
        """
        from songplays import config  # noqa: PLC0415

        settings = config.load(self.config_path, os.environ)
        if settings.cluster.host:
            from songplays.engines.redshift import Redshift  # noqa: PLC0415 - each engine is heavy in its own way

            return Redshift(settings, read_only=read_only)
        from songplays.engines.duckdb import DuckDB  # noqa: PLC0415

        return DuckDB(self.warehouse, read_only=read_only, memory_limit=memory_limit)


def require_tables(engine: "Engine") -> None:
    """Raise UsageError if the warehouse holds no tables of ours."""
    from songplays.warehouse.present import present_tables  # noqa: PLC0415

    if "loads" not in present_tables(engine):
        raise UsageError(f"{engine.place}: no tables here; run `songplays create-tables` or `songplays etl` first")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"songplays {__version__}")
        raise typer.Exit


@app.callback()
def settings(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(help="Configuration file; dwh.cfg here if there is one.")] = None,
    warehouse: Annotated[
        Path, typer.Option(help="DuckDB file that holds the warehouse, unless [CLUSTER] names one.")
    ] = DEFAULT_WAREHOUSE,
    version: Annotated[  # noqa: ARG001 - its callback has answered
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True, envvar=[], show_envvar=False
        ),
    ] = False,
) -> None:
    """Load song plays from JSON files into a checked star schema, and see them on one dashboard."""
    context.obj = Settings(config, warehouse)
