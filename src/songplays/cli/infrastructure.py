"""``songplays infrastructure create``, ``status`` and ``delete``."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from songplays.cli.app import Settings, app
from songplays.errors import Interrupted, UsageError
from songplays.text import shown

if TYPE_CHECKING:
    from songplays.infrastructure.caller_address import Network
    from songplays.infrastructure.warehouse import Warehouse
    from songplays.infrastructure.work import Work

infrastructure = typer.Typer(
    help="Create, see and delete the Redshift warehouse that dwh.cfg describes.",
    epilog="Example: songplays infrastructure create --dry-run",
    rich_markup_mode=None,
)
app.add_typer(infrastructure, name="infrastructure")


@infrastructure.command(
    epilog="Example: songplays infrastructure create --dry-run, then songplays infrastructure create --allow-cidr "
    "198.51.100.7"
)
def create(
    context: typer.Context,
    allow_cidr: Annotated[
        list[str] | None,
        typer.Option(metavar="RANGE", help="Who may connect, by default this machine; can be given again."),
    ] = None,
    open_to_the_world: Annotated[
        bool, typer.Option("--open-to-the-world", help="Allow an --allow-cidr wider than /16.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be made, and what it costs; change nothing.")
    ] = False,
) -> None:
    """Create role, network and Redshift warehouse, wait for it, and write its address into dwh.cfg.

    What exists and is ours is kept, so a command that stopped anywhere is run again to go on. What exists and is not
    ours is never touched.
    """
    from songplays.infrastructure.create import create as create_all  # noqa: PLC0415
    from songplays.infrastructure.create import plan  # noqa: PLC0415

    work, warehouse = _work(context.obj)
    sources = _sources(allow_cidr or [], open_to_the_world=open_to_the_world)
    if dry_run:
        for line in plan(work, warehouse, sources):
            work.say(line)
        work.note("Nothing was changed.")
        return
    with _going_on_later(
        "run `songplays infrastructure create` again to go on, or `songplays infrastructure delete` to remove what "
        "there is"
    ):
        create_all(work, warehouse, sources)


@infrastructure.command(epilog="Example: songplays infrastructure status --json")
def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Say what exists, in which state, since when, roughly for how much, and who may connect."""
    from songplays.infrastructure.status import status as look  # noqa: PLC0415
    from songplays.infrastructure.status import told  # noqa: PLC0415

    work, warehouse = _work(context.obj)
    found = look(work, warehouse)
    if as_json:
        typer.echo(json.dumps(asdict(found), default=lambda moment: moment.isoformat()))
    else:
        for line in told(found):
            work.say(line)


@infrastructure.command(
    epilog="Example: songplays infrastructure delete, or without being asked songplays infrastructure delete --yes "
    "sparkify --no-snapshot"
)
def delete(
    context: typer.Context,
    yes: Annotated[
        str | None,
        typer.Option(metavar="IDENTIFIER", help="Do not ask; it must be [INFRASTRUCTURE] CLUSTER_IDENTIFIER."),
    ] = None,
    no_snapshot: Annotated[
        bool, typer.Option("--no-snapshot", help="Lose the tables, instead of keeping them in a last snapshot.")
    ] = False,
) -> None:
    """Delete the warehouse, its network and its role: only what carries our tag.

    A last snapshot is taken first, which costs storage until you delete it. Can be run again after any interruption.
    """
    from songplays.infrastructure.delete import delete as delete_all  # noqa: PLC0415
    from songplays.infrastructure.delete import require_deletable  # noqa: PLC0415

    work, warehouse = _work(context.obj)
    if yes is not None:
        _require_same(yes, work.identifier, "--yes")
    elif not sys.stdin.isatty():
        raise UsageError(f"this deletes {work.identifier}; add --yes {work.identifier} to do so without being asked")
    doomed = require_deletable(work, warehouse)
    if yes is None and doomed:
        for line in doomed:
            work.note(f"To be deleted: {line}.")
        work.note("The tables are lost." if no_snapshot else "A last snapshot of the tables is taken.")
        _require_same(typer.prompt(f"Type {work.identifier} to delete this", err=True), work.identifier, "the answer")
    with _going_on_later("run `songplays infrastructure delete` again to delete the rest"):
        delete_all(work, warehouse, snapshot=not no_snapshot)


def _work(settings: Settings) -> "tuple[Work, Warehouse]":
    """Return what the command works with, and the warehouse that the settings describe."""
    from songplays import config  # noqa: PLC0415
    from songplays.infrastructure.aws import Aws  # noqa: PLC0415
    from songplays.infrastructure.cluster import Cluster  # noqa: PLC0415
    from songplays.infrastructure.work import Work  # noqa: PLC0415
    from songplays.infrastructure.workgroup import SERVERLESS, Workgroup  # noqa: PLC0415

    loaded = config.load(settings.config_path, os.environ)
    work = Work(
        aws=Aws(loaded.infrastructure, [loaded.cluster.db_password]),
        settings=loaded,
        settings_path=settings.config_path or config.DEFAULT_PATH,
        say=lambda line: print(shown(line), flush=True),
        note=lambda line: print(shown(line), file=sys.stderr, flush=True),
    )
    serverless = loaded.infrastructure.cluster_type == SERVERLESS
    return work, Workgroup(work) if serverless else Cluster(work)


def _sources(allow_cidr: list[str], *, open_to_the_world: bool) -> "list[Network]":
    from songplays.infrastructure.caller_address import allowed_ranges, caller_address  # noqa: PLC0415

    if allow_cidr:
        return allowed_ranges(allow_cidr, open_to_the_world=open_to_the_world)
    if open_to_the_world:
        raise UsageError(
            "--open-to-the-world allows a wide --allow-cidr, such as --allow-cidr 0.0.0.0/0; name the range"
        )
    return [caller_address()]


def _require_same(typed: str, identifier: str, where: str) -> None:
    if typed.strip() != identifier:
        raise UsageError(f"{where} is not {identifier}; nothing was deleted")


@contextmanager
def _going_on_later(how: str) -> Iterator[None]:
    """Tell whoever interrupts what now exists only in part how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(how) from None
