"""``songplays simulate``."""

from pathlib import Path
from typing import Annotated

import typer

from songplays.cli.app import app
from songplays.cli.progress import Progress


@app.command(epilog="Example: songplays simulate bucket --users 500 --days 60 --faults")
def simulate(
    out: Annotated[Path, typer.Argument(help="New folder for log_data/, song_data/ and answers.json.")],
    users: Annotated[int, typer.Option(help="People who listen.")] = 100,
    days: Annotated[int, typer.Option(help="Days of logs, from 2018-11-01.")] = 30,
    songs: Annotated[int, typer.Option(help="Song files.")] = 15_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    faults: Annotated[
        bool, typer.Option("--faults", help="Plant bad lines, long values, duplicates and late files; see late/.")
    ] = False,
) -> None:
    """Write a bucket of made-up data.

    answers.json tells what a warehouse must hold once it has read them, and of each fault what must become of it.
    """
    from songplays.simulate import simulate as write_bucket  # noqa: PLC0415

    with Progress() as progress:
        summary = write_bucket(
            out, users=users, days=days, songs=songs, seed=seed, faults=faults, progress=progress.step
        )
    typer.echo(
        f"Wrote {summary.events:,} events, {summary.plays:,} of them plays, in {summary.log_files:,} files and "
        f"{summary.song_files:,} song files to {out}."
    )
    if faults:
        typer.echo(
            f"Planted {summary.faults:,} faults; {out / 'answers.json'} says what must become of each. What comes late "
            f"is in {out / 'late'}: copy it over {out} when its time has come."
        )
