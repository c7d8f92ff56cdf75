"""``songplays simulate``."""

from pathlib import Path
from typing import Annotated

import typer

from songplays.cli.app import app
from songplays.cli.progress import Progress


@app.command(epilog="Example: songplays simulate bucket --users 500 --days 60")
def simulate(
    out: Annotated[Path, typer.Argument(help="New folder for log_data/ and song_data/.")],
    users: Annotated[int, typer.Option(help="People who listen.")] = 100,
    days: Annotated[int, typer.Option(help="Days of logs, from 2018-11-01.")] = 30,
    songs: Annotated[int, typer.Option(help="Song files.")] = 15_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
) -> None:
    """Write a bucket of made-up data."""
    from songplays.simulate import simulate as write_bucket  # noqa: PLC0415

    with Progress() as progress:
        summary = write_bucket(out, users=users, days=days, songs=songs, seed=seed, progress=progress.step)
    typer.echo(
        f"Wrote {summary.events:,} events, {summary.plays:,} of them plays, in {summary.log_files:,} files and "
        f"{summary.song_files:,} song files to {out}."
    )
