"""One run: plan → land → withdraw what is replaced → enrich → models → ledger → checks → commit.

All of it is one transaction, so a run that stops anywhere has done nothing, and readers never see half a load.
"""

import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from songplays.engines.protocol import Engine, TooManyRejected
from songplays.errors import CommitUnknown, RejectBudgetExceeded, TransactionUndone, Unreachable
from songplays.pipeline.run import Run
from songplays.pipeline.terms import Budget, Feed, Listener, Report
from songplays.warehouse import checks, schema
from songplays.warehouse.present import present_tables

__all__ = ["Budget", "Feed", "Listener", "Report", "create_missing_tables", "load"]

PAUSES = (1, 4, 16)
"""Seconds to wait before each new try of a transaction that the warehouse undid."""


def load(  # noqa: PLR0913 - a run is told everything it depends on
    engine: Engine,
    feeds: Sequence[Feed],
    *,
    now: datetime,
    errors_folder: Path,
    full_refresh: bool = False,
    budget: Budget | None = None,
    listener: Listener | None = None,
) -> Report:
    """Load what is new in `feeds` and bring every model up to date; `now` is the run's time, UTC.

    Writes stl_load_errors_<table>.json into `errors_folder` when a table's files have errors. Raises UsageError if no
    feed has a file, RejectBudgetExceeded and ChecksFailed, each with nothing published.

    A transaction that the warehouse undid is run again from its beginning; after a commit without an answer the ledger
    is read first, which tells whether there is anything to run again.
    """
    listener = listener or Listener()
    run = partial(_load_once, engine, feeds, now, errors_folder, full_refresh, budget or Budget(), listener)
    for pause in PAUSES:
        try:
            return run()
        except TransactionUndone as undone:
            listener.say(f"{undone}; trying again in {pause} seconds.")
            time.sleep(pause)
    return run()


def _load_once(  # noqa: PLR0913, PLR0917 - see load
    engine: Engine,
    feeds: Sequence[Feed],
    now: datetime,
    errors_folder: Path,
    full_refresh: bool,
    budget: Budget,
    listener: Listener,
) -> Report:
    run = Run(engine, now, full_refresh, listener, errors_folder)
    try:
        return _do(run, feeds, budget)
    except TooManyRejected as given_up:
        with engine.transaction():
            create_missing_tables(engine)
            run.write_given_up(given_up)
    raise RejectBudgetExceeded(
        f"the load was given up after {run.report.rejected:,} rejected lines, so nothing was published; see why with "
        f"`songplays errors --load {run.report.load_id}`, then mend the files or allow more with --max-rejected"
    )


def _do(run: Run, feeds: Sequence[Feed], budget: Budget) -> Report:
    started, report, within = time.monotonic(), run.report, True
    try:
        with run.engine.transaction():
            create_missing_tables(run.engine)
            run.plan(feeds)
            if report.load_id:
                run.land(budget)
                within = report.rejected + len(report.refused) <= budget.allowed(report.lines)
                _publish(run) if within else run.forget_landed()
                run.write_load("published" if within else "over budget")
    except CommitUnknown as unknown:
        _settle(run, unknown)
    report.seconds = time.monotonic() - started
    if not within:
        raise RejectBudgetExceeded(
            f"{report.rejected + len(report.refused):,} of {report.lines:,} lines were rejected and "
            f"{budget.allowed(report.lines):,} are allowed, so nothing was published; see why with `songplays errors "
            f"--load {report.load_id}`, then mend the files or allow more with --max-rejected"
        )
    return report


def _publish(run: Run) -> None:
    run.rebuild()
    run.write_ledger()
    checks.verify(run.engine, changed_only=not run.changes_most)


def _settle(run: Run, unknown: CommitUnknown) -> None:
    """Read in the ledger whether a commit without an answer was done; TransactionUndone if it was not.

    The ledger is read under the lock, hence not before a commit that is still going on has ended.
    """
    lost, load = f"{run.engine.place}: the connection was lost at the commit", f"load {run.report.load_id}"
    try:
        with run.engine.transaction():
            done = run.is_in_ledger()
    except Unreachable as error:
        raise Unreachable(
            f"{error}; whether {load} was committed stands in the ledger, which the next run reads"
        ) from error
    if not done:
        raise TransactionUndone(f"{lost}, and {load} is not in the ledger") from unknown
    run.listener.say(f"{lost}, but {load} is in the ledger: it was done.")


def create_missing_tables(engine: Engine) -> None:
    """Create the tables that the warehouse does not have yet."""
    present = present_tables(engine)
    for table in schema.CREATE_ORDER:
        if table.name not in present:
            engine.create(table)
